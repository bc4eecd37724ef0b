package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;

/** The L2 balls of a run of slots. */
final class L2Ball {

    /** Sums of squares in float32 are off by less than this, so that what is projected really is inside. */
    private static final double MARGIN = 0x1p-16;

    private static final float TINY = 1e-30f;

    private L2Ball() {}

    /** The radius to project to, so that rounding cannot lead out of the ball of radius {@code radius}. */
    static double inside(double radius) {
        return radius * (1 - MARGIN);
    }

    /** ||a||2 of each slice, (B, 1, 1, 1), at least tiny so that it can be divided by. */
    static NDArray norms(NDArray a) {
        return a.square().sum(new int[] {1, 2, 3}, true).sqrt().maximum(TINY);
    }

    /**
     * Scales each delta that is outside of its ball onto the sphere, in place.
     *
     * @param delta (B, 3, H, W)
     * @param radius {@link #inside} of each, (B, 1, 1, 1)
     */
    static void project(NDArray delta, NDArray radius) {
        delta.muli(radius.div(norms(delta)).minimum(1f));
    }
}
