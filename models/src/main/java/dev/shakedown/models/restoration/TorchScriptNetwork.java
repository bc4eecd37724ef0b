package dev.shakedown.models.restoration;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkCard.Gradient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network that runs from a TorchScript file.
 *
 * <p>Owns native memory: the weights, until {@link #close()}. A loaded file can run any code that TorchScript can
 * express, so only load what a registry vouches for.
 */
final class TorchScriptNetwork implements RestorationNetwork {

    private static final String GRADIENT_METHOD = "vjp";
    /** What DJL takes, as an input's name, for the name of the method to run instead of {@code forward}. */
    private static final String METHOD_PREFIX = "module_method:";

    /** Modules that behave differently in train mode: batch normalisation, dropout. */
    enum Mode {
        EVALUATION,
        TRAIN
    }

    private final NetworkCard card;
    private final Device device;
    private final Model model;
    private final PtSymbolBlock block;
    private final NDArray gradientMethod;
    private final Map<DataType, Long> constants;

    private TorchScriptNetwork(NetworkCard card, Device device, Model model, Map<DataType, Long> constants) {
        this.card = card;
        this.device = device;
        this.model = model;
        this.constants = constants;
        this.block = (PtSymbolBlock) model.getBlock();
        this.gradientMethod = model.getNDManager().create(0f);
        gradientMethod.setName(METHOD_PREFIX + GRADIENT_METHOD);
    }

    /**
     * Loads a file.
     *
     * @throws IOException if the file cannot be read
     * @throws MalformedModelException if libtorch cannot make a network of it
     */
    static TorchScriptNetwork load(Path file, NetworkCard card, Device device, Mode mode)
            throws IOException, MalformedModelException {
        Model model = Model.newInstance(card.name(), device, "PyTorch");
        try {
            // Without trainParam, DJL loads in inference mode, and such weights cannot take part in autograd.
            model.load(file, null, Map.of("trainParam", "true"));
            TorchScriptNetwork network = new TorchScriptNetwork(card, device, model, constants(file));
            network.requireGradientMethod();
            network.block.freezeParameters(true);
            if (mode == Mode.EVALUATION) {
                JniUtils.enableInferenceMode(network.block);
            } else {
                JniUtils.enableTrainingMode(network.block);
            }
            return network;
        } catch (EngineException e) {
            model.close();
            throw new MalformedModelException(e.getMessage(), e);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private void requireGradientMethod() throws MalformedModelException {
        List<String> methods = List.of(JniUtils.getMethodNames(block));
        if (card.gradient() == Gradient.VJP && !methods.contains(GRADIENT_METHOD)) {
            throw new MalformedModelException("its card says gradient: vjp, but it has no method vjp, only " + methods
                    + ": export one with @torch.jit.export, or leave gradient out of the card");
        }
    }

    @Override
    public NetworkCard card() {
        return card;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public NDArray restore(NDArray y, @Nullable NDArray b) {
        return requireShapeOf(y, run(inputs(y, b)), "");
    }

    @Override
    public NDArray gradient(NDArray y, @Nullable NDArray b, NDArray g) {
        if (card.gradient() == Gradient.AUTOGRAD) {
            return RestorationNetwork.super.gradient(y, b, g);
        }
        NDList inputs = inputs(y, b);
        inputs.add(g);
        inputs.add(gradientMethod);
        // The method differentiates inside, which needs the grad mode.
        NDArray gradient = Autograd.recorded(() -> run(inputs));
        return requireShapeOf(y, gradient.stopGradient(), " as gradient");
    }

    @Override
    public Map<DataType, Long> weights() {
        Map<DataType, Long> counts = new EnumMap<>(DataType.class);
        counts.putAll(constants);
        try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager(device, "PyTorch")) {
            JniUtils.moduleGetParams(block, manager)
                    .forEach(weight -> counts.merge(weight.getDataType(), weight.size(), Long::sum));
        }
        return counts;
    }

    private static Map<DataType, Long> constants(Path file) {
        try {
            return TorchScriptArchive.constants(file);
        } catch (IOException e) {
            return new EnumMap<>(DataType.class); // What PyTorch may store in another way some day; parameters count.
        }
    }

    private NDList inputs(NDArray y, @Nullable NDArray b) {
        NDList inputs = new NDList(y);
        if (card.kind() == NetworkCard.Kind.NON_BLIND) {
            if (b == null) {
                throw new IllegalArgumentException(card.name() + " is non-blind and needs a kernel");
            }
            inputs.add(b);
        }
        return inputs;
    }

    private NDArray run(NDList inputs) {
        // A thread-local setting. The profiling executor recompiles whenever a shape changes and keeps more memory.
        JniUtils.setGraphExecutorOptimize(false);
        // The last argument keeps libtorch out of inference mode, into which IValueUtils.runMethod would lead; dropout
        // stays off because the block is in eval mode.
        NDList returned = IValueUtils.forward(block, inputs, true);
        if (returned.size() != 1) {
            throw new IllegalStateException(
                    card.name() + " returned " + returned.size() + " tensors; it must return one");
        }
        return returned.head();
    }

    private NDArray requireShapeOf(NDArray y, NDArray returned, String what) {
        if (!returned.getShape().equals(y.getShape())) {
            throw new IllegalStateException(card.name() + " returned shape " + returned.getShape() + what
                    + " for an input of " + y.getShape() + "; it must pad and crop so that both are the same");
        }
        return returned;
    }

    @Override
    public void close() {
        model.close();
    }
}
