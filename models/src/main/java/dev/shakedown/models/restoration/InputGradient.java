package dev.shakedown.models.restoration;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkCard.Gradient;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The objective of each image of a batch, and the gradient of each with respect to that image.
 *
 * @param objective (N) or (N, 1, 1, 1), not recorded
 * @param gradient (N, 3, H, W); slice i is the gradient of objective i with respect to image i
 * @param ofKernel (N, 1, K, K); slice i is the gradient of objective i with respect to the kernel that the network is
 *     told of image i; null unless asked for
 */
public record InputGradient(
        NDArray objective, NDArray gradient, @Nullable NDArray ofKernel) {

    /** With respect to the images alone. */
    public InputGradient(NDArray objective, NDArray gradient) {
        this(objective, gradient, null);
    }

    /** One number for each image of a network's output, and its gradient with respect to that output. */
    @FunctionalInterface
    public interface OutputObjective {

        /**
         * Computes both.
         *
         * @param output (N, 3, H, W), not recorded
         * @return the numbers, (N) or (N, 1, 1, 1), each from its own image alone, and the gradients, (N, 3, H, W);
         *     owned by the output's manager
         */
        InputGradient at(NDArray output);
    }

    /**
     * Runs one forward and one backward pass. A network with a gradient of its own is asked for it, and runs its
     * forward pass a second time in there.
     *
     * <p>The gradient of an output that does not depend on y, such as a constant, is zero. Only the network is
     * recorded: the objective brings its gradient, which costs fewer passes over memory than libtorch's recording of
     * the same formula would.
     *
     * @param y (N, 3, H, W)
     * @param b (N, 1, K, K) for non-blind networks
     * @return arrays owned by y's manager
     */
    public static InputGradient through(
            RestorationNetwork network, NDArray y, @Nullable NDArray b, OutputObjective objective) {
        // Each objective depends on its own image alone, so one backward pass gives all gradients side by side.
        if (network.card().gradient() == Gradient.VJP) {
            InputGradient ofOutput = objective.at(Autograd.unrecorded(() -> network.restore(y, b)));
            return new InputGradient(ofOutput.objective(), network.gradient(y, b, ofOutput.gradient()));
        }
        NDArray input = Autograd.variable(y);
        NDArray output = Autograd.recorded(() -> network.restore(input, b));
        InputGradient ofOutput = Autograd.unrecorded(() -> objective.at(output.stopGradient()));
        return new InputGradient(ofOutput.objective(), gradient(output, ofOutput.gradient(), input));
    }

    /**
     * Runs one forward and one backward pass, and differentiates with respect to the kernels, too.
     *
     * @param b (N, 1, K, K)
     * @throws IllegalArgumentException if the network is blind, or brings a gradient of its own, which is of the image
     *     alone
     */
    public static InputGradient throughBoth(
            RestorationNetwork network, NDArray y, NDArray b, OutputObjective objective) {
        requireKernelGradient(network);
        NDArray input = Autograd.variable(y);
        NDArray kernel = Autograd.variable(b);
        NDArray output = Autograd.recorded(() -> network.restore(input, kernel));
        InputGradient ofOutput = Autograd.unrecorded(() -> objective.at(output.stopGradient()));
        NDArray gradient = gradient(output, ofOutput.gradient(), input);
        return new InputGradient(ofOutput.objective(), gradient, kernel.getGradient());
    }

    /**
     * Refuses networks whose output cannot be differentiated with respect to a kernel.
     *
     * @throws IllegalArgumentException if the network is blind, or brings a gradient of its own
     */
    public static void requireKernelGradient(RestorationNetwork network) {
        NetworkCard card = network.card();
        if (card.kind() == NetworkCard.Kind.BLIND || card.gradient() == Gradient.VJP) {
            throw new IllegalArgumentException("perturb: " + card.name()
                    + (card.kind() == NetworkCard.Kind.BLIND
                            ? " is blind and is told no kernel: must be image"
                            : " computes its own gradient, which is of the image alone: must be image"));
        }
    }

    /**
     * Runs the forward pass as {@link #through} does, with the same result bit for bit, and no backward pass; all
     * gradients are 0.
     */
    public static InputGradient none(
            RestorationNetwork network, NDArray y, @Nullable NDArray b, OutputObjective objective) {
        boolean recorded = network.card().gradient() != Gradient.VJP;
        NDArray input = Autograd.variable(y);
        NDArray output = recorded
                ? Autograd.recorded(() -> network.restore(input, b))
                : Autograd.unrecorded(() -> network.restore(y, b));
        InputGradient ofOutput = Autograd.unrecorded(() -> objective.at(output.stopGradient()));
        return new InputGradient(ofOutput.objective(), y.zerosLike());
    }

    /** Differentiates sum(weights * output); zero if the output does not depend on the input. */
    static NDArray gradient(NDArray output, NDArray weights, NDArray input) {
        try {
            return Autograd.gradient(output, weights, input);
        } catch (EngineException e) {
            // DJL does not say beforehand whether an output was recorded.
            if (String.valueOf(e.getMessage()).contains("does not require grad")) {
                return input.zerosLike();
            }
            throw e;
        }
    }

    /**
     * The same for an objective that libtorch differentiates.
     *
     * @param objectiveOf from the network's output (N, 3, H, W) to one number an image, (N), each from its own image's
     *     output alone
     */
    public static InputGradient of(
            RestorationNetwork network, NDArray y, @Nullable NDArray b, UnaryOperator<NDArray> objectiveOf) {
        return through(network, y, b, output -> {
            NDArray variable = Autograd.variable(output);
            return Autograd.recorded(() -> {
                NDArray objective = objectiveOf.apply(variable);
                NDArray gradient = Autograd.gradient(objective, variable);
                return new InputGradient(objective.stopGradient(), gradient);
            });
        });
    }
}
