package dev.shakedown.attackworker.verification;

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
    static boolean blurred(PlanarImage stored, Exposure exposure, Ledger.Page page) {
        if (!stored.sameSizeAs(exposure.unrounded())) {
            page.same("size of y", stored.toString(), exposure.unrounded().toString());
            return false;
        }
        if (exposure.rounded()) {
            page.bound("y off the levels of 8 bits", Images.max(stored, EightBit.round(stored)), 0);
            page.bound(
                    "max |y - blur anew|",
                    Images.maxClamped(exposure.unrounded(), stored),
                    0.5 / 255 + Tolerances.BLURRED);
        } else {
            page.bound("max |y - blur anew|", Images.max(stored, exposure.unrounded()), Tolerances.BLURRED);
        }
        return stored.equals(exposure.blurred());
    }

    static void kernel(DoubleArray stored, BlurKernel anew, Ledger.Page page) {
        String size = anew.size() + "x" + anew.size();
        page.same(
                "size of the kernel",
                stored.shape().side(0) + "x" + stored.shape().side(1),
                size);
        double[] weights = anew.weights();
        double largest = 0;
        for (int i = 0; i < weights.length && stored.shape().elements() == weights.length; i++) {
            largest = Math.max(largest, Math.abs(stored.at(i) - weights[i]));
        }
        page.bound("max |b - kernel anew|", largest, Tolerances.KERNEL);
    }
}
