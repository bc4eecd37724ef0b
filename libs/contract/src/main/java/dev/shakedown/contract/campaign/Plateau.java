package dev.shakedown.contract.campaign;

/**
 * When an attack counts as having come to rest, and ends before its last step: the best objective of the last
 * {@code steps} updates is not better than the best before them by {@code improvement}, relatively.
 *
 * @param steps updates without improvement, 1 or more
 * @param improvement least relative improvement that counts as one, at least 0
 */
public record Plateau(int steps, double improvement) {}
