package dev.shakedown.attackworker.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.NetworkRegistry;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Judging's passes of jobs that end together share passes where that is faster. */
@Timeout(60)
class SharedPassesTest {

    private static final Path NETWORKS =
            Path.of(System.getProperty("shakedown.root", ".."), "models/src/test/resources/networks");

    private static final NetworkRef REF = new NetworkRef("unrolled", "1".repeat(64));

    private final DeviceQueue queue = new DeviceQueue();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private Counting network;

    @BeforeEach
    void open() throws Exception {
        NetworkRegistry registry = NetworkRegistry.read(NETWORKS);
        network = new Counting(registry.files().stream()
                .filter(file -> file.card().name().equals("unrolled"))
                .map(file -> ((NetworkOpening.Opened) registry.open(file.ref(), Device.cpu())).network())
                .findFirst()
                .orElseThrow());
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        network.close();
        manager.close();
    }

    @Test
    void requestsThatWaitTogetherShareAPassAndGetTheOutputsThatTheyGetAlone() throws Exception {
        List<CompletableFuture<float[]>> asked = ask(passes(true), List.of(3, 1, 3), 24, 5);

        serve(asked);

        assertThat(network.sizes).containsExactly(7);
        network.sizes.clear();
        List<CompletableFuture<float[]>> alone = ask(passes(false), List.of(3, 1, 3), 24, 5);
        serve(alone);
        assertThat(network.sizes).containsExactlyInAnyOrder(3, 1, 3);
        for (int i = 0; i < alone.size(); i++) {
            assertThat(asked.get(i).get()).containsExactly(alone.get(i).get(), within(1e-5f));
        }
    }

    @Test
    void imagesOrKernelsOfAnotherSizeGoInAnotherPass() throws Exception {
        SharedPasses passes = passes(true);
        List<CompletableFuture<float[]>> asked = new ArrayList<>(ask(passes, List.of(1, 1), 24, 5));
        asked.addAll(ask(passes, List.of(1, 1), 32, 5));
        asked.addAll(ask(passes, List.of(1, 1, 1), 32, 7));

        serve(asked);

        assertThat(network.sizes).containsExactlyInAnyOrder(2, 2, 3);
    }

    @Test
    void gradientsShareAPassAmongThemselves() throws Exception {
        SharedPasses passes = passes(true);
        NDArray y = manager.randomUniform(0, 1, new Shape(1, 3, 24, 24));
        NDArray b = manager.full(new Shape(1, 1, 5, 5), 1f / 25);
        List<CompletableFuture<float[]>> asked = new ArrayList<>(ask(passes, List.of(1, 1), 24, 5));
        for (int weight : new int[] {1, 3}) {
            NDArray g = y.sub(0.5).mul(weight);
            asked.add(CompletableFuture.supplyAsync(
                    () -> passes.gradient(REF, network, y, b, g).toFloatArray(), threads));
        }
        while (queue.size() < asked.size()) {
            Thread.sleep(5);
        }

        serve(asked);

        assertThat(network.sizes).containsExactly(2);
        assertThat(network.sizesOfGradients).containsExactly(2);
        float[] alone = network.gradient(y, b, y.sub(0.5)).toFloatArray();
        float[] tripled = network.gradient(y, b, y.sub(0.5).mul(3)).toFloatArray();
        assertThat(asked.get(2).get()).containsExactly(alone, within(1e-5f));
        assertThat(asked.get(3).get()).containsExactly(tripled, within(1e-5f));
    }

    @Test
    void whatDoesNotFitIntoMemoryIsHalved() throws Exception {
        network.most = 2;
        List<CompletableFuture<float[]>> asked = ask(passes(true), List.of(1, 1, 1, 1), 24, 5);

        serve(asked);

        assertThat(network.sizes).containsExactly(4, 2, 2);
        for (CompletableFuture<float[]> each : asked) {
            assertThat(each.get()).hasSize(3 * 24 * 24);
        }
    }

    @Test
    void oneThatFailsFailsAlone() throws Exception {
        network.poison = 0.25f;
        List<CompletableFuture<float[]>> asked = ask(passes(true), List.of(1, 1, 1), 24, 5);

        serve(asked);

        assertThatThrownBy(asked.get(0)::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("poisoned");
        assertThat(asked.get(1).get()).hasSize(3 * 24 * 24);
        assertThat(asked.get(2).get()).hasSize(3 * 24 * 24);
    }

    private SharedPasses passes(boolean shared) {
        return new SharedPasses(queue, device -> shared);
    }

    /** Asks on a thread each, and returns when all of them wait. Image i has the value (i + 1) / 4. */
    private List<CompletableFuture<float[]>> ask(SharedPasses passes, List<Integer> images, int side, int kernel)
            throws InterruptedException {
        int before = queue.size();
        List<CompletableFuture<float[]>> asked = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            NDArray y = manager.full(new Shape(images.get(i), 3, side, side), (i + 1) / 4f);
            NDArray b = manager.full(new Shape(images.get(i), 1, kernel, kernel), 1f / (kernel * kernel));
            asked.add(CompletableFuture.supplyAsync(
                    () -> passes.restore(REF, network, y, b).toFloatArray(), threads));
        }
        while (queue.size() < before + images.size()) {
            Thread.sleep(5);
        }
        return asked;
    }

    private void serve(List<CompletableFuture<float[]>> asked) throws InterruptedException {
        while (!asked.stream().allMatch(CompletableFuture::isDone)) {
            queue.serveWithin(10);
        }
    }

    /** Notes the sizes of its passes; refuses those that are too large, and those with a value. */
    private static final class Counting extends ForwardingNetwork {

        private final List<Integer> sizes = new ArrayList<>();
        private final List<Integer> sizesOfGradients = new ArrayList<>();
        private int most = Integer.MAX_VALUE;
        private float poison = Float.NaN;

        Counting(RestorationNetwork network) {
            super(network);
        }

        @Override
        public NDArray restore(NDArray y, NDArray b) {
            int images = (int) y.getShape().get(0);
            sizes.add(images);
            if (images > most) {
                throw new EngineException("CUDA out of memory. Tried to allocate 20.00 MiB");
            }
            for (int i = 0; i < images; i++) {
                if (y.getFloat(i, 0, 0, 0) == poison) {
                    throw new IllegalStateException("poisoned");
                }
            }
            return network.restore(y, b);
        }

        @Override
        public NDArray gradient(NDArray y, NDArray b, NDArray g) {
            sizesOfGradients.add((int) g.getShape().get(0));
            return network.gradient(y, b, g);
        }
    }
}
