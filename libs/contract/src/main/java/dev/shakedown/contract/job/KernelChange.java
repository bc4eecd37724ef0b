package dev.shakedown.contract.job;

/**
 * How far the kernel b' that networks are told is from b. Weights of either have sum 1.
 *
 * @param l2 ||b' - b||2
 * @param max max |b' - b|
 */
public record KernelChange(double l2, double max) {}
