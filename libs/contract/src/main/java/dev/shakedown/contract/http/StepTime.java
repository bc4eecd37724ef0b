package dev.shakedown.contract.http;

/**
 * How fast a network was attacked.
 *
 * @param network SHA-256 of the network's file
 * @param width of the image, in pixels
 * @param height of the image, in pixels
 * @param secondsPerStep median over the jobs of their mean wall-clock time of one update
 * @param jobs how many jobs that is of
 */
public record StepTime(String network, int width, int height, double secondsPerStep, long jobs) {}
