/** Jobs: their requests, results and artifacts. */
package dev.shakedown.resultstore.job;
