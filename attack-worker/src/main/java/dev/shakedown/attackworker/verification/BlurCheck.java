package dev.shakedown.attackworker.verification;

import dev.shakedown.attackworker.input.BlurredSource;
import dev.shakedown.imaging.array.DoubleArray;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;

/** The stored y and b against those that the sharp image and the request give. */
final class BlurCheck {

    private BlurCheck() {}

    /**
     * The blurred image. Where it is rounded, the stored values are levels of 8 bits, each the nearest to the value
     * before rounding: a difference in the last bits cannot turn into a whole level unnoticed, nor into a failure.
     *
     * @return whether every bit is the same
     */
    static boolean blurred(PlanarImage stored, BlurredSource source, Comparisons.Section section) {
        if (!stored.sameSizeAs(source.unrounded())) {
            section.same("size of y", stored.toString(), source.unrounded().toString());
            return false;
        }
        if (source.rounded()) {
            section.bound("y off the levels of 8 bits", ImageNorms.max(stored, EightBit.round(stored)), 0);
            section.bound(
                    "max |y - recomputed blur|",
                    ImageNorms.maxClamped(source.unrounded(), stored),
                    0.5 / 255 + Tolerances.BLURRED);
        } else {
            section.bound("max |y - recomputed blur|", ImageNorms.max(stored, source.unrounded()), Tolerances.BLURRED);
        }
        return stored.equals(source.blurred());
    }

    static void kernel(DoubleArray stored, BlurKernel recomputed, Comparisons.Section section) {
        String size = recomputed.size() + "x" + recomputed.size();
        section.same(
                "size of the kernel",
                stored.shape().side(0) + "x" + stored.shape().side(1),
                size);
        double[] weights = recomputed.weights();
        double largest = 0;
        for (int i = 0; i < weights.length && stored.shape().elements() == weights.length; i++) {
            largest = Math.max(largest, Math.abs(stored.at(i) - weights[i]));
        }
        section.bound("max |b - recomputed kernel|", largest, Tolerances.KERNEL);
    }
}
