package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Tensors of many things of a kind, stacked: row i of each belongs to thing i. Rows come and go while the others stay
 * as they are.
 *
 * <p>Owns its arrays until {@link #close()}. Not thread-safe.
 *
 * @param <F> what is kept of each
 */
final class TensorStacks<F extends Enum<F>> implements AutoCloseable {

    private final NDManager manager;
    private final Map<F, NDArray> stacks;

    /** Stacks that live on the manager's device, in a manager of their own. */
    TensorStacks(NDManager parent, Class<F> fields) {
        this.manager = parent.newSubManager();
        this.stacks = new EnumMap<>(fields);
    }

    /** For arrays that are to be appended. */
    NDManager manager() {
        return manager;
    }

    boolean has(F field) {
        return stacks.containsKey(field);
    }

    NDArray get(F field) {
        NDArray stack = stacks.get(field);
        if (stack == null) {
            throw new IllegalStateException("no " + field + ": nothing is stacked");
        }
        return stack;
    }

    /** Adds a row, (1, ...), behind the others, and takes it over. */
    void append(F field, NDArray row) {
        append(field, row, (stack, last) -> NDArrays.concat(new NDList(stack, last)));
    }

    /**
     * As above, where stack and row are put together in another way.
     *
     * @param together from the stack and the row to the new stack
     */
    void append(F field, NDArray row, BiFunction<NDArray, NDArray, NDArray> together) {
        NDArray stack = stacks.get(field);
        if (stack == null) {
            stacks.put(field, keep(row));
        } else {
            stacks.put(field, keep(together.apply(stack, row)));
            stack.close();
            row.close();
        }
    }

    /** Drops the rows from {@code from} to {@code to} - 1; those behind them move up. */
    void remove(long from, long to) {
        stacks.entrySet().removeIf(entry -> {
            NDArray stack = entry.getValue();
            if (stack.getShape().get(0) > to - from) {
                entry.setValue(without(stack, from, to));
                return false;
            }
            stack.close();
            return true;
        });
    }

    private NDArray without(NDArray stack, long from, long to) {
        try (stack;
                NDArray before = stack.get(":" + from);
                NDArray behind = stack.get(to + ":")) {
            return keep(NDArrays.concat(new NDList(before, behind)));
        }
    }

    /** Lends every array to a scope, so that what is computed from them is freed with it. */
    void lendTo(NDManager scope) {
        stacks.values().forEach(stack -> stack.tempAttach(scope));
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
