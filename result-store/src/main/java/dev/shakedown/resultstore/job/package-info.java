/** Jobs: their requests, results, artifacts and dead letters. */
package dev.shakedown.resultstore.job;
