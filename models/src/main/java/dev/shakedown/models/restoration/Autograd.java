package dev.shakedown.models.restoration;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * Switches libtorch's recording of operations on and off for the calling thread.
 *
 * <p>DJL's {@code GradientCollector} is a singleton of the process, so two attack loops side by side could not use it;
 * the grad mode underneath belongs to a thread.
 */
public final class Autograd {

    private Autograd() {}

    /** Runs a computation whose operations are recorded, so that it can be differentiated. */
    public static <T> T recorded(Supplier<T> computation) {
        return inGradMode(true, computation);
    }

    /** Runs a computation without recording it. */
    public static <T> T unrecorded(Supplier<T> computation) {
        return inGradMode(false, computation);
    }

    private static <T> T inGradMode(boolean on, Supplier<T> computation) {
        if (JniUtils.isGradMode() == on) {
            return computation.get();
        }
        JniUtils.setGradMode(on);
        try {
            return computation.get();
        } finally {
            JniUtils.setGradMode(!on);
        }
    }

    /**
     * Differentiates the sum of an array's values with respect to an array that it was computed from, and releases the
     * recording.
     *
     * @param result computed inside {@link #recorded} from {@code variable}
     * @param variable as {@link #variable} gives it; one backward pass only, since libtorch adds up the gradients of
     *     several
     * @return the gradient, of the shape of {@code variable}, owned by its manager
     */
    static NDArray gradient(NDArray result, NDArray variable) {
        return gradient(result, result.onesLike(), variable);
    }

    /** Differentiates sum(weights * result), as above; {@code weights}: of the shape of {@code result}. */
    static NDArray gradient(NDArray result, NDArray weights, NDArray variable) {
        JniUtils.backward((PtNDArray) result, (PtNDArray) weights, false, false);
        return variable.getGradient();
    }

    /** The same values as a variable to differentiate with respect to, owned by the same manager. */
    static NDArray variable(NDArray values) {
        NDArray variable = values.stopGradient();
        variable.setRequiresGradient(true);
        return variable;
    }
}
