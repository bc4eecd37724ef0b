package dev.shakedown.attackworker.attack.bench;

/**
 * What one image-step takes.
 *
 * @param wall seconds that pass
 * @param processor seconds of all threads of the process; other work on the machine changes them less
 */
record StepSeconds(double wall, double processor) {}
