package dev.shakedown.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.kernel.BlurKernel;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a batch's slots, stacked: row i of each belongs to slot i. Rows come and go while the others stay as
 * they are.
 *
 * <p>Owns its arrays until {@link #close()}. Not thread-safe.
 */
final class SlotTensors implements AutoCloseable {

    /** What is kept for each slot, with the shape of a row. */
    enum Field {
        /** y, (3, H, W). */
        BLURRED,
        /** r, (3, H, W). */
        REFERENCE,
        /** +1 to minimise the distance, -1 to maximise it; (1, 1, 1). */
        SIGN,
        /** Least feasible delta, (3, H, W). */
        LOWER,
        /** Greatest feasible delta, (3, H, W). */
        UPPER,
        /** delta, (3, H, W). */
        DELTA,
        /** m / (1 - beta1), (3, H, W). */
        FIRST_MOMENT,
        /** v / (1 - beta2), (3, H, W). */
        SECOND_MOMENT,
        /** The delta with the least signed distance so far, (3, H, W). */
        BEST_DELTA,
        /** Its signed distance, (1, 1, 1). */
        BEST_LOSS,
        /** The updates after which it stood, (1, 1, 1). */
        BEST_STEP
    }

    private final NDManager manager;
    private final Map<Field, NDArray> stacks = new EnumMap<>(Field.class);
    private @Nullable NDArray kernels;

    /** Slots live on the manager's device, in a manager of their own. */
    SlotTensors(NDManager parent) {
        this.manager = parent.newSubManager();
    }

    NDManager manager() {
        return manager;
    }

    NDArray get(Field field) {
        NDArray stack = stacks.get(field);
        if (stack == null) {
            throw new IllegalStateException("no slot is in use");
        }
        return stack;
    }

    /** b of each slot, (B, 1, K, K); null if the slots have none. */
    @Nullable
    NDArray kernels() {
        return kernels;
    }

    /**
     * Adds a slot behind the others.
     *
     * @param y (1, 3, H, W)
     * @param kernel b; given for all slots or for none
     * @param reference (1, 3, H, W)
     */
    void append(Attack attack, NDArray y, @Nullable BlurKernel kernel, NDArray reference) {
        int height = attack.blurred().height();
        int width = attack.blurred().width();
        FeasibleSet feasible = FeasibleSet.of(attack);
        NDArray start = Tensors.image(manager, height, width, RandomStart.draw(attack, feasible));
        append(Field.BLURRED, y);
        append(Field.REFERENCE, reference);
        append(Field.SIGN, scalar(attack.ascends() ? -1f : 1f));
        append(
                Field.LOWER,
                Tensors.image(manager, height, width, feasible.lower().values()));
        append(
                Field.UPPER,
                Tensors.image(manager, height, width, feasible.upper().values()));
        append(Field.BEST_DELTA, start.duplicate());
        append(Field.BEST_LOSS, scalar(Float.POSITIVE_INFINITY));
        append(Field.BEST_STEP, scalar(0f));
        append(Field.FIRST_MOMENT, start.zerosLike());
        append(Field.SECOND_MOMENT, start.zerosLike());
        append(Field.DELTA, start);
        if (kernel != null) {
            appendKernel(kernel);
        }
    }

    private NDArray scalar(float value) {
        return manager.create(new float[] {value}, new Shape(1, 1, 1, 1));
    }

    private void append(Field field, NDArray row) {
        NDArray stack = stacks.get(field);
        if (stack == null) {
            stacks.put(field, keep(row));
        } else {
            stacks.put(field, keep(NDArrays.concat(new NDList(stack, row))));
            stack.close();
            row.close();
        }
    }

    private void appendKernel(BlurKernel kernel) {
        NDArray stack = kernels;
        if (stack == null) {
            kernels = keep(Tensors.kernel(manager, kernel, kernel.size()));
            return;
        }
        int size = (int) Math.max(kernel.size(), stack.getShape().get(2));
        long margin = (size - stack.getShape().get(2)) / 2;
        NDArray padded = stack.pad(new Shape(margin, margin, margin, margin), 0);
        NDArray row = Tensors.kernel(manager, kernel, size);
        kernels = keep(NDArrays.concat(new NDList(padded, row)));
        padded.close();
        row.close();
        stack.close();
    }

    /** Drops slot {@code index}; those behind it move up. */
    void remove(int index) {
        stacks.replaceAll((field, stack) -> without(stack, index));
        if (get(Field.BLURRED).isEmpty()) {
            stacks.values().forEach(NDArray::close);
            stacks.clear();
            if (kernels != null) {
                kernels.close();
                kernels = null;
            }
        } else if (kernels != null) {
            kernels = without(kernels, index);
        }
    }

    private NDArray without(NDArray stack, int index) {
        try (NDManager scope = manager.newSubManager()) {
            stack.tempAttach(scope);
            NDArray rest = NDArrays.concat(new NDList(stack.get(":" + index), stack.get((index + 1) + ":")));
            rest.attach(manager);
            stack.attach(scope);
            return rest;
        }
    }

    /** Lends every array to a scope, so that what is computed from them is freed with it. */
    void lendTo(NDManager scope) {
        stacks.values().forEach(stack -> stack.tempAttach(scope));
        if (kernels != null) {
            kernels.tempAttach(scope);
        }
    }

    private NDArray keep(NDArray array) {
        array.attach(manager);
        return array;
    }

    @Override
    public void close() {
        manager.close();
    }
}
