package dev.shakedown.jobapi.store;

/**
 * How long a network's steps took on images of one size.
 *
 * @param network SHA-256 of its file
 * @param width columns
 * @param height rows
 * @param secondsPerStep the median over jobs
 * @param jobs how many jobs that is the median of
 */
public record StepTime(String network, int width, int height, double secondsPerStep, long jobs) {}
