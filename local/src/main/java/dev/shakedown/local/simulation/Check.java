package dev.shakedown.local.simulation;

/** Refuses numbers that make no sense. */
final class Check {

    private Check() {}

    static void atLeast(double least, String name, double value) {
        if (!(value >= least) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": " + value + ": must be a number of at least " + least);
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": " + value + ": must be a number above 0");
        }
    }
}
