package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows come and go; those that stay keep their numbers, next to each other. */
class TensorStacksTest {

    private enum Field {
        NUMBER
    }

    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final StepFunctions functions = StepFunctions.on(Device.cpu());
    private final TensorStacks<Field> stacks = new TensorStacks<>(manager, functions, "rows", Field.class);
    private final List<Float> expected = new ArrayList<>();

    @AfterEach
    void close() {
        stacks.close();
        manager.close();
    }

    @Test
    void keepTheirRowsWhateverComesAndGoes() {
        SplittableRandom random = new SplittableRandom(17);
        for (int i = 0; i < 300; i++) {
            if (expected.isEmpty() || random.nextInt(5) < 3 && expected.size() < 40) {
                append(1 + random.nextInt(3), i);
            } else {
                remove(random);
            }

            if (expected.isEmpty()) {
                assertThat(manager.getManagedArrays()).isEmpty();
            } else {
                assertThat(stacks.get(Field.NUMBER).toFloatArray())
                        .containsExactly(expected.stream().toArray(Float[]::new));
            }
        }
    }

    private void append(int rows, float number) {
        if (expected.isEmpty()) {
            stacks.add(Field.NUMBER, manager.zeros(new Shape(1, 1)));
        }
        int first = stacks.count();
        stacks.extend(rows);
        try (NDManager scope = manager.newSubManager()) {
            var row = scope.full(new Shape(1, 1), number);
            row.setName("images.number");
            functions.put(stacks.all(), new NDList(row), first, rows);
        }
        for (int i = 0; i < rows; i++) {
            expected.add(number);
        }
    }

    /** One to all behind a place; by the last rows in every other case. */
    private void remove(SplittableRandom random) {
        int at = random.nextInt(expected.size());
        boolean byLast = random.nextBoolean();
        // The last rows may not overlap those that go.
        int most = byLast ? Math.max(1, (expected.size() - at) / 2) : expected.size() - at;
        int rows = 1 + random.nextInt(most);
        stacks.remove(at, rows, byLast);
        if (byLast && at + rows < expected.size()) {
            for (int i = 0; i < rows; i++) {
                expected.set(at + i, expected.get(expected.size() - rows + i));
            }
            expected.subList(expected.size() - rows, expected.size()).clear();
        } else {
            expected.subList(at, at + rows).clear();
        }
    }
}
