package dev.shakedown.models.check;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import dev.shakedown.models.check.NetworkFileCheck.CheckFinding;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An image of a batch is restored as if it were alone, with the kernel that is its own. */
final class BatchCheck {

    private static final int[] KERNEL_SIZES = {5, 13, 9};
    private static final int LARGEST_KERNEL = 13;
    private static final double FARTHEST = 0.3;
    private static final double CROSSING = 1e-6;

    /** Bytes of one image's gradient up to which two are recorded at a time. */
    private static final long MOST_RECORDED = 1L << 30;

    private BatchCheck() {}

    static CheckFinding independence(NetworkTrial trial) {
        NDArray y = trial.input().pictures(KERNEL_SIZES.length, trial.height(33), trial.width(47));
        @Nullable NDList kernels = trial.takesKernels() ? trial.input().kernels(KERNEL_SIZES) : null;
        @Nullable NDArray b = kernels == null ? null : TrialInput.batch(kernels, LARGEST_KERNEL);
        NDArray outputs = trial.restore(y, b);
        long before = PeakMemory.resident();
        NDList gradients = new NDList();
        for (int i = 0; i < KERNEL_SIZES.length; i++) {
            String row = i + ":" + (i + 1);
            @Nullable NDArray kernel = kernels == null ? null : kernels.get(i);
            double distance = NumericAgreement.relativeDistance(outputs.get(row), trial.restore(y.get(row), kernel));
            if (!(distance <= trial.outputTolerance())) {
                return dependent("output", distance, trial.outputTolerance());
            }
            gradients.add(trial.gradient(y.get(row), kernel));
        }
        long bytes = PeakMemory.peak() - before; // at most, if an earlier check took more
        return bytes <= MOST_RECORDED
                ? ofGradients(trial, y, b, outputs, gradients)
                : new CheckFinding.Good(String.format(
                        Locale.ROOT,
                        "images of a batch do not influence one another's output (a gradient takes %d MiB, so only one was"
                                + " recorded at a time)",
                        bytes / (1 << 20)));
    }

    /** Compares the gradients of images alone with those in batches of two, the most that is recorded at a time. */
    private static CheckFinding ofGradients(
            NetworkTrial trial, NDArray y, @Nullable NDArray b, NDArray outputs, NDList alone) {
        int alike = 0;
        double farthest = 0;
        for (int i = 0; i < KERNEL_SIZES.length; i++) {
            String row = i + ":" + (i + 1);
            @Nullable NDArray kernel = b == null ? null : b.get(row);
            double tolerance = trial.gradientTolerance(y.get(row), kernel, outputs.get(row));
            NDArray inBatch = trial.gradient(pair(y, i), b == null ? null : pair(b, i));
            double distance = NumericAgreement.relativeDistance(inBatch.get("0:1"), alone.get(i));
            farthest = Math.max(farthest, distance);
            alike += distance <= tolerance ? 1 : 0;
        }
        // Rounding may carry one image's gradient over a kink, but seldom that of most, and not this far.
        if (alike <= KERNEL_SIZES.length / 2 || !(farthest <= FARTHEST)) {
            return dependent("gradient", farthest, NumericAgreement.SAME);
        }
        double crossing = crossing(trial, pair(y, 0), b == null ? null : pair(b, 0), outputs.get("0:2"));
        return crossing <= CROSSING
                ? new CheckFinding.Good(String.format(
                        Locale.ROOT, "images of a batch do not influence one another (gradients to %.0e)", farthest))
                : dependent("gradient", crossing, CROSSING);
    }

    /** An image, or its kernel, and the next one. */
    private static NDArray pair(NDArray rows, int first) {
        int second = (first + 1) % KERNEL_SIZES.length;
        return NDArrays.concat(new NDList(rows.get(first + ":" + (first + 1)), rows.get(second + ":" + (second + 1))));
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
        NDArray y = trial.input().pictures(1, trial.height(48), trial.width(52));
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
