package dev.shakedown.models.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.models.check.NetworkFileCheck.CheckFinding;
import dev.shakedown.models.check.TrialPhotograph.TrialBlur;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a network makes of a blurred photograph: whether it restores, in the right range, with the channels and the
 * kernel in the right order; and whether its output is kept within bounds.
 */
final class PhotographCheck {

    /** In dB; what gains less leaves the picture as it is. */
    static final double LEAST_GAIN = 0.1;

    /** In dB, by which the other order of channels must restore better. */
    private static final double CLEARLY_BETTER = 0.5;

    private static final double LEAST_CORRELATION = 0.7;
    private static final double LEAST_SCALE = 0.6;
    private static final double GREATEST_SCALE = 1.6;
    private static final double GREATEST_OFFSET = 0.2;
    private static final double SATURATED_SHARE = 0.005;
    private static final float NEAR_BOUND = 0.01f;
    private static final float DARKEST = -0.45f;
    private static final float BRIGHTEST = 1.45f;

    private final NetworkTrial trial;
    private final TrialPhotograph photograph;

    private PhotographCheck(NetworkTrial trial) {
        this.trial = trial;
        this.photograph = trial.photograph();
    }

    /** How a picture can be given to a network, and its output be read. */
    private record Convention(String name, UnaryOperator<NDArray> input, UnaryOperator<NDArray> output) {}

    private static final Convention OWN = new Convention("", y -> y, output -> output);
    private static final List<Convention> CHANNELS = List.of(
            new Convention("of its input and output", y -> y.flip(1), output -> output.flip(1)),
            new Convention("of its output", y -> y, output -> output.flip(1)),
            new Convention("of its input", y -> y.flip(1), output -> output));
    private static final List<Convention> RANGES = List.of(
            new Convention("[0, 255]", y -> y.mul(255), output -> output.div(255)),
            new Convention(
                    "[-1, 1]", y -> y.mul(2).sub(1), output -> output.add(1).div(2)));

    static CheckFinding restoration(NetworkTrial trial) {
        return new PhotographCheck(trial).restoration();
    }

    private CheckFinding restoration() {
        TrialBlur best = TrialBlur.MOTION;
        double greatest = Double.NEGATIVE_INFINITY;
        List<String> gains = new ArrayList<>();
        for (TrialBlur blur : TrialBlur.ALL) {
            float[] output = restore(blur, blur, OWN);
            double gain = gain(blur, output);
            if (Double.isNaN(gain)) {
                return new CheckFinding.Bad("the output for a blurred photograph has values that are not finite");
            }
            gains.add(String.format(Locale.ROOT, "%+.2f dB for %s", gain, blur.name()));
            if (gain > greatest) {
                greatest = gain;
                best = blur;
            }
        }
        String measured = "(PSNR " + String.join(", ", gains) + ")";
        String doubt = doubt(best, greatest);
        if (doubt != null) {
            return new CheckFinding.Doubtful(doubt + " " + measured);
        }
        return greatest > LEAST_GAIN
                ? new CheckFinding.Good("restores a blurred photograph " + measured)
                : new CheckFinding.Doubtful("does not restore a blurred photograph " + measured
                        + "; if it is for other blurs, measure it on those; an attack on a network that does nothing"
                        + " shows nothing");
    }

    /** The most likely mistake in the file's conventions; null if none is seen. */
    private @Nullable String doubt(TrialBlur blur, double gain) {
        float[] output = restore(blur, blur, OWN);
        TrialPhotograph.Fit fit = photograph.fit(output);
        boolean rightScale = fit.scale() >= LEAST_SCALE && fit.scale() <= GREATEST_SCALE;
        if (fit.correlation() > LEAST_CORRELATION && !(rightScale && Math.abs(fit.offset()) <= GREATEST_OFFSET)) {
            return String.format(
                    Locale.ROOT,
                    "the output's range is wrong: it is about %.3g times the sharp photograph %+.2g; it must be in"
                            + " [0, 1], like the input: scale inside forward, or state valueRange to python3 -m zoo"
                            + " export-module",
                    fit.scale(),
                    fit.offset());
        }
        for (Convention channels : CHANNELS) {
            double swapped = gain(blur, restore(blur, blur, channels));
            if (swapped > gain + CLEARLY_BETTER) {
                return String.format(
                        Locale.ROOT,
                        "the channels look swapped: %+.2f dB with those %s in the order B, G, R; it must take and"
                                + " return R, G, B: flip them inside forward",
                        swapped,
                        channels.name());
            }
        }
        if (trial.takesKernels()) {
            double own = gain(TrialBlur.SHAKE, restore(TrialBlur.SHAKE, TrialBlur.SHAKE, OWN));
            double flipped = gain(TrialBlur.SHAKE, restore(TrialBlur.SHAKE, TrialBlur.SHAKE.flipped(), OWN));
            if (flipped > own + CLEARLY_BETTER) {
                return String.format(
                        Locale.ROOT,
                        "the kernel is taken for that of a correlation: %+.2f dB with it turned by 180 degrees; b is"
                                + " that of a true convolution: turn it inside forward, b.flip([2, 3])",
                        flipped);
            }
        }
        if (gain > LEAST_GAIN) {
            return null;
        }
        for (Convention range : RANGES) {
            double scaled = gain(blur, restore(blur, blur, range));
            if (scaled > LEAST_GAIN && scaled > gain + CLEARLY_BETTER) {
                return String.format(
                        Locale.ROOT,
                        "its range is wrong: %+.2f dB with input and output in %s; both must be in [0, 1]: scale"
                                + " inside forward, or state valueRange to python3 -m zoo export-module",
                        scaled,
                        range.name());
            }
        }
        return null;
    }

    /** N(y, b) of the photograph. */
    private float[] restore(TrialBlur blur, TrialBlur kernel, Convention convention) {
        NDArray y = convention.input().apply(array(photograph.blurred(blur)));
        return convention.output().apply(trial.restore(y, kernel(kernel))).toFloatArray();
    }

    private double gain(TrialBlur blur, float[] restored) {
        return photograph.psnr(restored) - photograph.psnr(photograph.blurred(blur));
    }

    private NDArray array(float[] planes) {
        return trial.manager().create(planes, new Shape(1, 3, photograph.side(), photograph.side()));
    }

    private @Nullable NDArray kernel(TrialBlur blur) {
        if (!trial.takesKernels()) {
            return null;
        }
        float[] weights = new float[blur.weights().length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) blur.weights()[i];
        }
        return trial.manager().create(weights, new Shape(1, 1, blur.side(), blur.side()));
    }

    static CheckFinding bounds(NetworkTrial trial) {
        return new PhotographCheck(trial).bounds();
    }

    /**
     * Of the photograph with twice its contrast, whose values are in [-0.5, 1.5], what is not kept within bounds. Its
     * darkest and brightest values are left out: where it is flat, so is the output.
     */
    private CheckFinding bounds() {
        TrialBlur blur = TrialBlur.MOTION;
        NDArray strong = array(photograph.blurred(blur)).mul(2).sub(0.5f);
        float[] input = strong.toFloatArray();
        float[] output = trial.restore(strong, kernel(blur)).toFloatArray();
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        for (float value : output) {
            if (!Float.isFinite(value)) {
                return new CheckFinding.Doubtful("for values outside of [0, 1], which an attack without clip has, the"
                        + " output is not finite");
            }
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        boolean withinRange = least >= 0 && greatest <= 1;
        float low = least + (withinRange ? NEAR_BOUND : 0);
        float high = greatest - (withinRange ? NEAR_BOUND : 0);
        int atLow = 0;
        int atHigh = 0;
        for (int i = 0; i < output.length; i++) {
            boolean isExtreme = input[i] < DARKEST || input[i] > BRIGHTEST;
            atLow += !isExtreme && output[i] <= low ? 1 : 0;
            atHigh += !isExtreme && output[i] >= high ? 1 : 0;
        }
        boolean below = atLow > SATURATED_SHARE * output.length;
        boolean above = atHigh > SATURATED_SHARE * output.length;
        if (least == greatest || !below && !above) {
            return new CheckFinding.Good("the output is not clamped");
        }
        String bound = below && above
                ? String.format(Locale.ROOT, "to [%.3g, %.3g]", least, greatest)
                : String.format(Locale.ROOT, below ? "below at %.3g" : "above at %.3g", below ? least : greatest);
        int saturated = 0;
        for (float value : restore(blur, blur, OWN)) {
            saturated += below && value <= low || above && value >= high ? 1 : 0;
        }
        return new CheckFinding.Doubtful(String.format(
                Locale.ROOT,
                "the output is clamped %s: where it saturates, as in %.1f %% of the values of a photograph, there is no"
                        + " gradient, and an attack has no effect; return it unclamped",
                bound,
                100.0 * saturated / output.length));
    }
}
