package dev.shakedown.attackworker.attack;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
 * What an attack computes outside of the network, as TorchScript functions: one native call each, and in a step no
 * number made on the host. {@code models/zoo/attack_step.py} is their source and says what they take and give.
 *
 * <p>Loaded once for each device, and kept. Thread-safe.
 */
final class StepFunctions {

    private static final String FILE = "attack-step.pt";
    /** What DJL takes, as an input's name, for the name of the method to run. */
    private static final String METHOD_PREFIX = "module_method:";

    private static final Map<Device, StepFunctions> LOADED = new ConcurrentHashMap<>();

    private final NDManager host;
    private final PtSymbolBlock block;
    private final NDArray schedule;
    private final Map<String, NDArray> methods = new ConcurrentHashMap<>();
    private final Map<Part, NDArray> parts = new ConcurrentHashMap<>();

    private record Part(int first, int count) {}

    /** Those for a device; loads them with the first call. */
    static StepFunctions on(Device device) {
        return LOADED.computeIfAbsent(device, StepFunctions::new);
    }

    private StepFunctions(Device device) {
        NDManager manager = NDManager.newBaseManager(device, "PyTorch");
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
     * Puts a search into a slot.
     *
     * @param slots all there is room for, those that are free included
     * @param search where it begins
     */
    void seat(int slot, NDList slots, NDList search, NDList views) {
        try (NDManager scope = host.newSubManager()) {
            NDList arguments = new NDList(scope.create(new long[] {slot}));
            arguments.addAll(slots);
            arguments.addAll(search);
            views.forEach(view -> view.setName("views[]"));
            arguments.addAll(views);
            run("seat", arguments);
        }
    }

    /** Puts the same images, by the rows' names, into {@code count} rows from the first on. */
    void put(NDList rows, NDList images, int first, int count) {
        try (NDManager scope = host.newSubManager()) {
            NDList arguments = new NDList(scope.create(new long[] {first, count}));
            arguments.addAll(rows);
            arguments.addAll(images);
            run("put", arguments);
        }
    }

    /** Copies {@code count} rows of each stack to where others were. */
    void shift(NDList stacks, int from, int to, int count) {
        try (NDManager scope = host.newSubManager()) {
            NDList arguments = new NDList(scope.create(new long[] {from, to, count}));
            arguments.addAll(stacks);
            run("shift", arguments);
        }
    }

    /**
     * Copies what a search has found out of its slot.
     *
     * @return delta, the best delta where it is kept, and (3): its distance, its step, 1 if Adam saw no gradient but 0
     */
    NDList take(int slot, NDList slots, NDManager owner) {
        try (NDManager scope = host.newSubManager()) {
            NDList arguments = new NDList(scope.create(new long[] {slot}));
            arguments.addAll(slots);
            NDList found = run("take", arguments);
            found.attach(owner);
            return found;
        }
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

    /**
     * What JPEG files of an input, with noise or without, bring back.
     *
     * @return of the input's size, owned by its manager
     */
    NDArray compress(NDArray input, NDList rows, int from, int to) {
        return throughFiles("compress", input, new NDList(), rows, from, to);
    }

    /** From the gradient with respect to what the files bring back to that with respect to the input. */
    NDArray decompress(NDArray input, NDArray gradient, NDList rows, int from, int to) {
        return throughFiles("decompress", input, new NDList(gradient), rows, from, to);
    }

    private NDArray throughFiles(String method, NDArray input, NDList gradient, NDList rows, int from, int to) {
        NDList arguments = new NDList(input);
        arguments.addAll(gradient);
        arguments.addAll(rows);
        arguments.add(part(from, to));
        return run(method, arguments).singletonOrThrow();
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

    /**
     * Moves the kernel that a slot's rows are restored with, after {@link #move}, and puts it into them.
     *
     * @param kernel the slot's, updated in place
     * @param kernelsOfRows of all rows, updated in place
     * @param gradients with respect to these, part by part
     */
    void tell(
            int slot,
            int first,
            int count,
            NDList kernel,
            NDList slots,
            NDList kernelsOfRows,
            List<NDArray> gradients) {
        try (NDManager scope = host.newSubManager()) {
            NDList arguments = new NDList(scope.create(new long[] {slot, first, count}));
            arguments.addAll(kernel);
            arguments.addAll(slots);
            arguments.addAll(kernelsOfRows);
            gradients.forEach(gradient -> gradient.setName("gradients[]"));
            arguments.addAll(gradients);
            run("tell", arguments);
        }
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

    /**
     * The numbers of Adam's updates that depend only on the update's number t, counted from 1. Computed on the host, so
     * that every device divides by the same ones.
     */
    static final class AdamSchedule {

        private static final double BETA1 = 0.9;
        private static final double BETA2 = 0.999;
        /** The gradient's share of the first moment, 1 - beta1. */
        static final double GRADIENT_SHARE = 1 - BETA1;

        /** From here on 1 - beta^t is 1 in double precision, for both. */
        private static final int UPDATES = 40_000;

        private static final double[] VALUES = values();

        private AdamSchedule() {}

        private static double[] values() {
            double[] values = new double[2 * UPDATES];
            for (int t = 1; t <= UPDATES; t++) {
                values[t - 1] = 1 - Math.pow(BETA1, t);
                values[UPDATES + t - 1] = Math.sqrt((1 - BETA2) / (1 - Math.pow(BETA2, t)));
            }
            return values;
        }

        /** (2, updates), float64: 1 - beta1^t, and the square root of (1 - beta2) / (1 - beta2^t). */
        static NDArray create(NDManager manager) {
            return manager.create(VALUES, new Shape(2, UPDATES));
        }
    }
}
