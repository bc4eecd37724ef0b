package dev.shakedown.attackworker.attack;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.shakedown.models.restoration.InputGradient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a step of an attack computes outside of the network, as TorchScript functions: one native call each, and no
 * number made on the host. {@code models/zoo/attack_step.py} is their source and says what they take and give.
 *
 * <p>Owns native memory until {@link #close()}. {@link #inputs} and {@link #distance} may run on several threads at
 * once.
 */
final class StepFunctions implements AutoCloseable {

    private static final String FILE = "attack-step.pt";
    /** What DJL takes, as an input's name, for the name of the method to run. */
    private static final String METHOD_PREFIX = "module_method:";

    private final NDManager manager;
    private final NDManager host;
    private final PtSymbolBlock block;
    private final NDArray schedule;
    private final Map<String, NDArray> methods = new ConcurrentHashMap<>();
    private final Map<Part, NDArray> parts = new ConcurrentHashMap<>();

    /** Rows from {@code first} on. */
    private record Part(int first, int count) {}

    /** Loads the functions for a device. */
    StepFunctions(Device device) {
        manager = NDManager.newBaseManager(device, "PyTorch");
        host = manager.newSubManager(Device.cpu());
        try (InputStream file = StepFunctions.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + ": missing from the worker's jar");
            }
            block = JniUtils.loadModule((PtNDManager) manager, file, true, false);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + ": cannot be read from the worker's jar", e);
        }
        schedule = AdamSchedule.create(manager);
    }

    /**
     * The input of the network for the rows from {@code from} to {@code to} - 1.
     *
     * @return y + delta, and b if the rows have kernels; owned by the rows' manager
     */
    NDList inputs(NDList rows, NDList slots, int from, int to) {
        NDList arguments = new NDList(rows);
        arguments.addAll(slots);
        arguments.add(part(from, to));
        return run("inputs", arguments);
    }

    /** The objective of these rows at the network's output, and its gradient there; owned by the output's manager. */
    InputGradient distance(NDArray output, NDList rows, int from, int to) {
        output.setName("outputs[]");
        NDList arguments = new NDList(output);
        arguments.addAll(rows);
        arguments.add(part(from, to));
        NDList distance = run("distance", arguments);
        return new InputGradient(distance.get(0), distance.get(1));
    }

    /** Updates the slots in place from the passes that their rows went through, in order. */
    void move(NDList slots, List<InputGradient> passes) {
        NDList arguments = new NDList(slots);
        arguments.add(schedule);
        for (InputGradient pass : passes) {
            pass.objective().setName("objectives[]");
            pass.gradient().setName("gradients[]");
            arguments.add(pass.objective());
            arguments.add(pass.gradient());
        }
        run("move", arguments);
    }

    private NDArray part(int from, int to) {
        return parts.computeIfAbsent(
                new Part(from, to - from), part -> host.create(new long[] {part.first(), part.count()}));
    }

    private NDList run(String method, NDList arguments) {
        arguments.add(methods.computeIfAbsent(method, this::named));
        // A thread-local setting. The profiling executor recompiles whenever a shape changes.
        JniUtils.setGraphExecutorOptimize(false);
        // The last argument keeps libtorch out of inference mode, whose tensors cannot be differentiated.
        return IValueUtils.forward(block, arguments, true);
    }

    private NDArray named(String method) {
        NDArray name = host.create(0f);
        name.setName(METHOD_PREFIX + method);
        return name;
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
