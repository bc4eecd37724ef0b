package dev.shakedown.contract.job;

/**
 * The objective at one step.
 *
 * @param step updates done before it was measured
 * @param objective ||N(y + delta) - N(y)||2 or ||N(y + delta) - xTarget||2
 */
public record TracePoint(int step, double objective) {}
