package dev.shakedown.restoration;

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
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(on);
        try {
            return computation.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /**
     * Differentiates a scalar with respect to an array that it was computed from, and releases the recording.
     *
     * @param scalar of one element, computed inside {@link #recorded} from {@code variable}
     * @param variable an array on which {@code setRequiresGradient(true)} was called; one backward pass only, since
     *     libtorch adds up the gradients of several
     * @return the gradient, of the shape of {@code variable}, owned by its manager
     */
    static NDArray gradient(NDArray scalar, NDArray variable) {
        PtNDArray one = (PtNDArray) scalar.onesLike();
        JniUtils.backward((PtNDArray) scalar, one, false, false);
        return variable.getGradient();
    }
}
