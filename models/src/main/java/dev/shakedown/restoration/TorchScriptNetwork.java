package dev.shakedown.restoration;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.shakedown.contract.network.NetworkCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network that runs from a TorchScript file.
 *
 * <p>Owns native memory: the weights, until {@link #close()}. A loaded file can run any code that TorchScript can
 * express, so only load what a registry vouches for.
 */
final class TorchScriptNetwork implements RestorationNetwork {

    private final NetworkCard card;
    private final Device device;
    private final Model model;
    private final PtSymbolBlock block;

    private TorchScriptNetwork(NetworkCard card, Device device, Model model) {
        this.card = card;
        this.device = device;
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
    }

    /**
     * Loads a file.
     *
     * @throws IOException if the file cannot be read
     * @throws MalformedModelException if libtorch cannot make a network of it
     */
    static TorchScriptNetwork load(Path file, NetworkCard card, Device device)
            throws IOException, MalformedModelException {
        Model model = Model.newInstance(card.name(), device, "PyTorch");
        try {
            // Without trainParam, DJL loads in inference mode, and such weights cannot take part in autograd.
            model.load(file, null, Map.of("trainParam", "true"));
            TorchScriptNetwork network = new TorchScriptNetwork(card, device, model);
            network.block.freezeParameters(true);
            JniUtils.enableInferenceMode(network.block);
            return network;
        } catch (EngineException e) {
            model.close();
            throw new MalformedModelException(e.getMessage(), e);
        } catch (IOException | MalformedModelException | RuntimeException e) {
            model.close();
            throw e;
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
        NDList inputs = new NDList(y);
        if (card.kind() == NetworkCard.Kind.NON_BLIND) {
            if (b == null) {
                throw new IllegalArgumentException(card.name() + " is non-blind and needs a kernel");
            }
            inputs.add(b);
        }
        // A thread-local setting. The profiling executor recompiles whenever a shape changes and keeps more memory.
        JniUtils.setGraphExecutorOptimize(false);
        // The last argument keeps libtorch out of inference mode; dropout stays off because the block is in eval mode.
        NDArray output = IValueUtils.forward(block, inputs, true).singletonOrThrow();
        if (!output.getShape().equals(y.getShape())) {
            throw new IllegalStateException(
                    card.name() + " returned shape " + output.getShape() + " for an input of " + y.getShape());
        }
        return output;
    }

    @Override
    public void close() {
        model.close();
    }
}
