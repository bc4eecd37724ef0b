package dev.shakedown.models.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An image of a batch is restored as if it were alone, with the kernel that is its own. */
final class BatchCheck {

    private static final int[] KERNEL_SIZES = {5, 13, 9};
    private static final int LARGEST_KERNEL = 13;
    private static final double FARTHEST = 0.3;
    private static final double CROSSING = 1e-6;

    private BatchCheck() {}

    static CheckFinding independence(NetworkTrial trial) {
        NDArray y = trial.input().pictures(KERNEL_SIZES.length, trial.side(33), trial.side(47));
        @Nullable NDList kernels = trial.takesKernels() ? trial.input().kernels(KERNEL_SIZES) : null;
        @Nullable NDArray b = kernels == null ? null : TrialInput.batch(kernels, LARGEST_KERNEL);
        NDArray outputs = trial.restore(y, b);
        NDArray gradients = trial.gradient(y, b);
        int alike = 0;
        double farthest = 0;
        for (int i = 0; i < KERNEL_SIZES.length; i++) {
            String row = i + ":" + (i + 1);
            NDArray one = y.get(row);
            @Nullable NDArray kernel = kernels == null ? null : kernels.get(i);
            NDArray output = trial.restore(one, kernel);
            double distance = NumericAgreement.relativeDistance(outputs.get(row), output);
            if (!(distance <= trial.outputTolerance())) {
                return dependent("output", distance, trial.outputTolerance());
            }
            double tolerance = trial.gradientTolerance(one, kernel, output);
            distance = NumericAgreement.relativeDistance(gradients.get(row), trial.gradient(one, kernel));
            farthest = Math.max(farthest, distance);
            alike += distance <= tolerance ? 1 : 0;
        }
        // Rounding may carry one image's gradient over a kink, but seldom that of most, and not this far.
        if (alike <= KERNEL_SIZES.length / 2 || !(farthest <= FARTHEST)) {
            return dependent("gradient", farthest, NumericAgreement.SAME);
        }
        double crossing = crossing(trial, y, b, outputs);
        return crossing <= CROSSING
                ? new CheckFinding.Good(String.format(
                        Locale.ROOT, "images of a batch do not influence one another (gradients to %.0e)", farthest))
                : dependent("gradient", crossing, CROSSING);
    }

    /** How large the gradient of the first image's output is in the others, for the largest there is in it. */
    private static double crossing(NetworkTrial trial, NDArray y, @Nullable NDArray b, NDArray outputs) {
        NDArray first = outputs.zerosLike();
        first.set(new NDIndex("0:1"), outputs.get("0:1"));
        NDArray gradient = trial.network().gradient(y, b, first).abs();
        return gradient.get("1:").max().getFloat() / gradient.get("0:1").max().getFloat();
    }

    private static CheckFinding.Bad dependent(String what, double distance, double tolerance) {
        return new CheckFinding.Bad(String.format(
                Locale.ROOT,
                "an image's %s changes with the others in its batch (relative distance %.1e, at most %.1e is right);"
                        + " take statistics and norms over each image alone (batch normalisation: eval mode, or"
                        + " instance normalisation), and use each image's own kernel",
                what,
                distance,
                tolerance));
    }

    static CheckFinding kernelPadding(NetworkTrial trial) {
        if (!trial.takesKernels()) {
            return new CheckFinding.Good("blind: needs no kernel");
        }
        NDArray y = trial.input().pictures(1, trial.side(48), trial.side(52));
        NDArray b = trial.input().kernels(9).get(0);
        double distance =
                NumericAgreement.relativeDistance(trial.restore(y, TrialInput.pad(b, 17)), trial.restore(y, b));
        return distance <= trial.outputTolerance()
                ? new CheckFinding.Good("zeros around a kernel change nothing")
                : new CheckFinding.Bad(String.format(
                        Locale.ROOT,
                        "zeros around a kernel change the output (relative distance %.1e, at most %.1e is right); use"
                                + " the kernel's middle as its origin, and no measure that depends on its side",
                        distance,
                        trial.outputTolerance()));
    }
}
