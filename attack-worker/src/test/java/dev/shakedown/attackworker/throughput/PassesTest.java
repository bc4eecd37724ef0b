package dev.shakedown.attackworker.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PassesTest {

    private final PassThreads lanes = new PassThreads();

    @Test
    void everyImageGoesThroughOnceAndInOrderWhateverThePlan() {
        for (PassPlan plan : List.of(new PassPlan(1, 1), new PassPlan(3, 1), new PassPlan(1, 2), new PassPlan(2, 2))) {
            for (int rows = 1; rows < 12; rows++) {
                Passes passes = new Passes(PassPlanner.fixed(plan), lanes, MemoryMeter.NONE);

                List<Integer> seen = flat(passes.run(rows, PassesTest::range));

                assertThat(seen).as("%d rows by %s", rows, plan).isEqualTo(range(0, rows));
            }
        }
    }

    @Test
    void whatDoesNotFitIntoMemoryIsHalvedUntilItDoesAndStaysSo() {
        Passes passes = new Passes(PassPlanner.fixed(new PassPlan(8, 1)), lanes, MemoryMeter.NONE);
        List<Integer> sizes = new ArrayList<>();
        Passes.Pass<List<Integer>> pass = (from, to) -> {
            sizes.add(to - from);
            if (to - from > 2) {
                throw new EngineException("CUDA out of memory. Tried to allocate 20.00 MiB");
            }
            return range(from, to);
        };

        assertThat(flat(passes.run(9, pass))).isEqualTo(range(0, 9));
        assertThat(sizes).containsExactly(8, 4, 2, 2, 2, 2, 1);

        sizes.clear();
        assertThat(flat(passes.run(4, pass))).isEqualTo(range(0, 4));
        assertThat(sizes).allMatch(size -> size <= 2);
    }

    @Test
    void libtorchsOwnErrorIsRecognised() {
        Passes passes = new Passes(PassPlanner.fixed(new PassPlan(2, 1)), lanes, MemoryMeter.NONE);

        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            List<NDArray> arrays =
                    passes.run(2, (from, to) -> manager.zeros(to - from > 1 ? new Shape(1L << 46) : new Shape(1)));

            assertThat(arrays).hasSize(2);
        }
    }

    @Test
    void anImageThatDoesNotFitAloneIsAnError() {
        Passes passes = new Passes(PassPlanner.fixed(new PassPlan(4, 1)), lanes, MemoryMeter.NONE);

        assertThatThrownBy(() -> passes.run(4, (from, to) -> {
                    throw new EngineException(
                            "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes");
                }))
                .isInstanceOf(EngineException.class)
                .matches(OutOfMemory::is);
    }

    @Test
    void otherErrorsAreNotTakenForWantOfMemory() {
        Passes passes = new Passes(PassPlanner.fixed(new PassPlan(4, 2)), lanes, MemoryMeter.NONE);
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());

        assertThatThrownBy(() -> passes.run(8, (from, to) -> {
                    sizes.add(to - from);
                    throw new IllegalStateException("wrong shape");
                }))
                .hasMessage("wrong shape");
        assertThat(sizes).containsExactly(4, 4);
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static List<Integer> flat(List<List<Integer>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }
}
