package dev.shakedown.attack;

import dev.shakedown.image.PlanarImage;

/**
 * The perturbations that an attack may end with: a box, one interval a value.
 *
 * <p>|delta| is at most epsilon; with clipping, y + delta also stays in [0,1]. Where noise already took y out of [0,1],
 * clipping forbids only to go further out, so that delta = 0 is always feasible.
 *
 * @param lower least delta, (3, H, W) flattened, at most 0
 * @param upper greatest delta, likewise, at least 0
 */
record FeasibleSet(Bounds lower, Bounds upper) {

    /** Numbers that nobody changes any more. */
    record Bounds(float... values) {}

    static FeasibleSet of(Attack attack) {
        PlanarImage y = attack.blurred();
        float epsilon = attack.epsilon();
        float[] values = y.values();
        float[] lower = new float[values.length];
        float[] upper = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            lower[i] = -epsilon;
            upper[i] = epsilon;
            if (attack.spec().clip()) {
                lower[i] = Math.max(lower[i], Math.min(0f, 0f - values[i]));
                upper[i] = Math.min(upper[i], Math.max(0f, 1f - values[i]));
            }
        }
        return new FeasibleSet(new Bounds(lower), new Bounds(upper));
    }

    /** The feasible value nearest to {@code delta} at position {@code i}. */
    float project(int i, float delta) {
        return Math.min(Math.max(delta, lower.values()[i]), upper.values()[i]);
    }
}
