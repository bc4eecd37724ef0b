package dev.shakedown.attackworker.attack;

import dev.shakedown.attackworker.attack.Attack.AttackedView;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.Arrays;

/**
 * The perturbations that an attack may end with: a box, one interval a value, and for the L2 norm a ball.
 *
 * <p>For the max norm, |delta| is at most epsilon; for the L2 norm, ||delta||2 is at most {@link #radius}. With
 * clipping, y + delta also stays in [0,1] for every view. Where noise already took y out of [0,1], clipping forbids
 * only to go further out, so that delta = 0 is always feasible. In grey, the channels of a pixel have one interval.
 *
 * @param lower least delta, (3, H, W) flattened, at most 0
 * @param upper greatest delta, likewise, at least 0
 * @param radius greatest ||delta||2; infinite for the max norm
 * @param zeroMean whether the mean of each channel is 0
 */
record FeasibleSet(Bounds lower, Bounds upper, double radius, boolean zeroMean) {

    /** Sums of squares in float32 are off by less than this, so that what is projected really is inside. */
    private static final double MARGIN = 0x1p-16;

    /** Of an interval no longer than 2: more than float32 can tell. */
    private static final int BISECTIONS = 40;

    record Bounds(float... values) {}

    static FeasibleSet of(Attack attack) {
        float[] upper = new float[attack.blurred().values().length];
        Arrays.fill(upper, attack.spec().norm() == Norm.LINF ? attack.bound() : Float.POSITIVE_INFINITY);
        float[] lower = new float[upper.length];
        for (int i = 0; i < upper.length; i++) {
            lower[i] = 0 - upper[i];
        }
        if (attack.spec().clip()) {
            for (AttackedView view : attack.views()) {
                clip(view.blurred().values(), lower, upper);
            }
        }
        if (attack.spec().onlyGrey()) {
            narrow(lower, upper);
        }
        return new FeasibleSet(
                new Bounds(lower),
                new Bounds(upper),
                attack.radius(),
                attack.spec().onlyZeroMean());
    }

    private static void clip(float[] y, float[] lower, float[] upper) {
        for (int i = 0; i < y.length; i++) {
            lower[i] = Math.max(lower[i], Math.min(0f, 0f - y[i]));
            upper[i] = Math.min(upper[i], Math.max(0f, 1f - y[i]));
        }
    }

    /** Gives each channel what all channels of the pixel allow. */
    private static void narrow(float[] lower, float[] upper) {
        int pixels = upper.length / PlanarImage.CHANNELS;
        for (int i = 0; i < pixels; i++) {
            float low = Math.max(lower[i], Math.max(lower[pixels + i], lower[2 * pixels + i]));
            float high = Math.min(upper[i], Math.min(upper[pixels + i], upper[2 * pixels + i]));
            for (int at = i; at < upper.length; at += pixels) {
                lower[at] = low;
                upper[at] = high;
            }
        }
    }

    /** The radius to project to, so that rounding cannot lead out of the ball. */
    static double reach(double radius) {
        return radius * (1 - MARGIN);
    }

    /**
     * Makes a perturbation feasible in place: into the ball, then into the box, or what of it has mean 0. Both hold 0,
     * so the second projection cannot lead out of the ball; for the max norm it is the nearest feasible point.
     */
    void project(float[] delta) {
        double squares = 0;
        for (float value : delta) {
            squares += (double) value * value;
        }
        double shrink = Math.min(1, reach(radius) / Math.sqrt(squares));
        for (int i = 0; i < delta.length && shrink < 1; i++) {
            delta[i] = (float) (delta[i] * shrink);
        }
        int pixels = delta.length / PlanarImage.CHANNELS;
        for (int from = 0; from < delta.length; from += pixels) {
            double shift = zeroMean ? shiftToZero(delta, from, from + pixels) : 0;
            for (int i = from; i < from + pixels; i++) {
                delta[i] = project(i, (float) (delta[i] - shift));
            }
        }
    }

    /**
     * What to take from the values of a channel, so that the mean of what is then put into the box is 0. The mean falls
     * as the shift grows, and 0 lies in the box, so bisection finds it between the least and the greatest value.
     */
    private double shiftToZero(float[] delta, int from, int to) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            low = Math.min(low, delta[i]);
            high = Math.max(high, delta[i]);
        }
        for (int round = 0; round < BISECTIONS; round++) {
            double middle = (low + high) / 2;
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += Math.min(Math.max(delta[i] - middle, lower.values()[i]), upper.values()[i]);
            }
            low = sum > 0 ? middle : low;
            high = sum > 0 ? high : middle;
        }
        return (low + high) / 2;
    }

    /** The value of the box nearest to {@code delta} at position {@code i}. */
    float project(int i, float delta) {
        return Math.min(Math.max(delta, lower.values()[i]), upper.values()[i]);
    }
}
