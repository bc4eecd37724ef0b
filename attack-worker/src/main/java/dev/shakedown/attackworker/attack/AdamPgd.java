package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;

/**
 * The step of projected gradient descent that Adam (Kingma and Ba, 2015, algorithm 1) makes:
 *
 * <pre>
 *   m = beta1 m + (1 - beta1) g          v = beta2 v + (1 - beta2) g^2
 *   delta = delta - alpha / (1 - beta1^t) m / ( sqrt(v / (1 - beta2^t)) + 1e-8 )
 * </pre>
 *
 * with t counted from 1 and the step size alpha fixed, as Gandikota, Chandramouli and Moeller (2022) do; the projection
 * follows.
 *
 * <p>Kept are m / (1 - beta1) and v / (1 - beta2), and the factors of m, v and t are gathered in one step scale and one
 * stabiliser a slot: the same mathematics with four passes over memory fewer.
 */
final class AdamPgd {

    static final double BETA1 = 0.9;
    static final double BETA2 = 0.999;
    static final double STABILISER = 1e-8;

    private AdamPgd() {}

    /** What sqrt(v / (1 - beta2^t)) is, divided by the square root of the kept second moment. */
    private static double spread(int t) {
        return Math.sqrt((1 - BETA2) / (1 - Math.pow(BETA2, t)));
    }

    /** What the quotient of the kept moments is multiplied with at update t, from 1. */
    static float stepScale(double stepSize, int t) {
        return (float) (stepSize * (1 - BETA1) / (1 - Math.pow(BETA1, t)) / spread(t));
    }

    /** What is added to the square root of the kept second moment at update t, from 1. */
    static float stabiliser(int t) {
        return (float) (STABILISER / spread(t));
    }

    /**
     * Updates {@code delta}, {@code m} and {@code v} in place; all arrays are (B, 3, H, W) but the scales.
     *
     * @param m first moment of the gradient, divided by 1 - beta1
     * @param v second moment of the gradient, divided by 1 - beta2
     * @param gradient of what is to be minimised; holds its squares afterwards
     * @param stepScale {@link #stepScale} of each slot, (B, 1, 1, 1)
     * @param stabiliser {@link #stabiliser} of each slot, (B, 1, 1, 1)
     */
    static void update(NDArray delta, NDArray m, NDArray v, NDArray gradient, NDArray stepScale, NDArray stabiliser) {
        m.muli(BETA1).addi(gradient);
        v.muli(BETA2).addi(gradient.muli(gradient));
        NDArray spread = v.sqrt().addi(stabiliser);
        delta.subi(m.mul(stepScale).divi(spread));
    }
}
