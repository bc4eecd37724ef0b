/** Jobs: what was asked for, how it ended, and which artifacts it left. */
package dev.shakedown.resultstore.job;
