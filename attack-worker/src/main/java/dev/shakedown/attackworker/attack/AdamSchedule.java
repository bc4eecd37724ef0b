package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The numbers of Adam's updates that depend only on the update's number t, counted from 1. Computed on the host, so
 * that every device divides by the same ones.
 */
final class AdamSchedule {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    /** The gradient's share of the first moment, 1 - beta1. */
    static final double GRADIENT_SHARE = 1 - BETA1;

    /** From here on 1 - beta^t is 1 in double precision, for both. */
    private static final int UPDATES = 40_000;

    private static final double[] VALUES = values();

    private AdamSchedule() {}

    private static double[] values() {
        double[] values = new double[2 * UPDATES];
        for (int t = 1; t <= UPDATES; t++) {
            values[t - 1] = 1 - Math.pow(BETA1, t);
            values[UPDATES + t - 1] = Math.sqrt((1 - BETA2) / (1 - Math.pow(BETA2, t)));
        }
        return values;
    }

    /** (2, updates), float64: 1 - beta1^t, and the square root of (1 - beta2) / (1 - beta2^t). */
    static NDArray create(NDManager manager) {
        return manager.create(VALUES, new Shape(2, UPDATES));
    }
}
