package dev.shakedown.resultstore.job;

/**
 * How a job ended, in short.
 *
 * @param status {@code SUCCEEDED} or {@code FAILED}
 * @param retry which retry of the job ended so, from 0
 */
public record JobEnd(String status, int retry) {}
