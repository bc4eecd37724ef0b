package dev.shakedown.attackworker.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.shakedown.attackworker.throughput.OutOfMemory;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.Autograd;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Passes that several threads ask of the device's thread. Those that wait at the same time, for one network, one image
 * size and one kernel size, go through the network together: in as few passes as fit into memory. On a processor, which
 * gains nothing from larger passes, each goes alone, so that each output has the bits that it has alone. Thread-safe.
 */
final class SharedPasses {

    private final DeviceQueue queue;
    private final Predicate<Device> gainsFromLargePasses;
    private final Queue<Request> waiting = new ConcurrentLinkedQueue<>();

    SharedPasses(DeviceQueue queue) {
        this(queue, Device::isGpu);
    }

    /** With which devices are faster with many images in a pass. */
    SharedPasses(DeviceQueue queue, Predicate<Device> gainsFromLargePasses) {
        this.queue = queue;
        this.gainsFromLargePasses = gainsFromLargePasses;
    }

    /** A pass of one thread; its result or failure is there once the device's thread has served it. */
    private static final class Request {

        private final NetworkRef ref;
        private final RestorationNetwork network;
        private final NDArray y;
        private final @Nullable NDArray b;
        private final @Nullable NDArray g;
        private @Nullable NDArray output;
        private @Nullable RuntimeException failure;

        /** {@code g}: weights of a pass back, too; null for one forward alone. */
        Request(NetworkRef ref, RestorationNetwork network, NDArray y, @Nullable NDArray b, @Nullable NDArray g) {
            this.ref = ref;
            this.network = network;
            this.y = y;
            this.b = b;
            this.g = g;
        }

        boolean isServed() {
            return output != null || failure != null;
        }

        boolean suits(Request other) {
            return ref.equals(other.ref)
                    && (g == null) == (other.g == null)
                    && image(y).equals(image(other.y))
                    && (b == null ? other.b == null : other.b != null && image(b).equals(image(other.b)));
        }

        private static Shape image(NDArray batch) {
            return batch.getShape().slice(1);
        }

        NDArray result() {
            if (failure != null) {
                throw failure;
            }
            return Objects.requireNonNull(output);
        }
    }

    /**
     * Computes N(y) or N(y, b), recorded nowhere, and waits for the device's thread; the output belongs to y's manager.
     */
    NDArray restore(NetworkRef ref, RestorationNetwork network, NDArray y, @Nullable NDArray b) {
        return result(new Request(ref, network, y, b, null));
    }

    /** Computes {@link RestorationNetwork#gradient} likewise. */
    NDArray gradient(NetworkRef ref, RestorationNetwork network, NDArray y, @Nullable NDArray b, NDArray g) {
        return result(new Request(ref, network, y, b, g));
    }

    private NDArray result(Request request) {
        waiting.add(request);
        try {
            return queue.call(() -> {
                if (!request.isServed()) {
                    serve(request);
                }
                return request.result();
            });
        } finally {
            waiting.remove(request);
        }
    }

    private void serve(Request first) {
        List<Request> together = new ArrayList<>(List.of(first));
        waiting.remove(first);
        if (gainsFromLargePasses.test(first.network.device())) {
            for (Iterator<Request> others = waiting.iterator(); others.hasNext(); ) {
                Request other = others.next();
                if (other.suits(first)) {
                    together.add(other);
                    others.remove();
                }
            }
        }
        run(together);
    }

    private static void run(List<Request> together) {
        try {
            if (together.size() == 1) {
                Request only = together.get(0);
                only.output = pass(only.network, only.y, only.b, only.g);
            } else {
                runInOnePass(together);
            }
        } catch (RuntimeException e) {
            if (together.size() == 1) {
                together.get(0).failure = e;
            } else {
                // Too large for memory, or one of them fails: the others must not.
                int most = OutOfMemory.is(e) ? (together.size() + 1) / 2 : 1;
                for (int from = 0; from < together.size(); from += most) {
                    run(together.subList(from, Math.min(together.size(), from + most)));
                }
            }
        }
    }

    private static void runInOnePass(List<Request> together) {
        Request first = together.get(0);
        try (NDManager scope = NDManager.newBaseManager(first.network.device(), "PyTorch")) {
            NDArray ys =
                    concatenated(scope, together.stream().map(each -> each.y).toList());
            NDArray bs = first.b == null
                    ? null
                    : concatenated(
                            scope,
                            together.stream()
                                    .map(each -> Objects.requireNonNull(each.b))
                                    .toList());
            NDArray gs = first.g == null
                    ? null
                    : concatenated(
                            scope,
                            together.stream()
                                    .map(each -> Objects.requireNonNull(each.g))
                                    .toList());
            NDArray outputs = pass(first.network, ys, bs, gs);
            long from = 0;
            List<NDArray> parts = new ArrayList<>();
            for (Request each : together) {
                long to = from + each.y.getShape().get(0);
                parts.add(JniUtils.slice((PtNDArray) outputs, 0, from, to, 1));
                from = to;
            }
            for (int i = 0; i < parts.size(); i++) {
                parts.get(i).attach(together.get(i).y.getManager());
                together.get(i).output = parts.get(i);
            }
        }
    }

    private static NDArray pass(RestorationNetwork network, NDArray y, @Nullable NDArray b, @Nullable NDArray g) {
        return g == null ? Autograd.unrecorded(() -> network.restore(y, b)) : network.gradient(y, b, g);
    }

    private static NDArray concatenated(NDManager scope, List<NDArray> parts) {
        NDArray all = NDArrays.concat(new NDList(parts));
        all.attach(scope);
        return all;
    }
}
