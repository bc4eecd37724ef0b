package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
    private final String name;
    private final Map<F, NDArray> stacks;

    /**
     * Stacks that live on the manager's device, in a manager of their own.
     *
     * @param name what {@link StepFunctions} calls all of them together
     */
    TensorStacks(NDManager parent, String name, Class<F> fields) {
        this.manager = parent.newSubManager();
        this.name = name;
        this.stacks = new EnumMap<>(fields);
    }

    /** For arrays that are to be appended. */
    NDManager manager() {
        return manager;
    }

    NDArray get(F field) {
        NDArray stack = stacks.get(field);
        if (stack == null) {
            throw new IllegalStateException("no " + field + ": nothing is stacked");
        }
        return stack;
    }

    /** Those of these fields that are there, as an argument of {@link StepFunctions}: a dictionary by field. */
    NDList dictionary(Set<F> fields) {
        NDList arrays = new NDList(fields.size());
        for (F field : fields) {
            NDArray stack = stacks.get(field);
            if (stack != null) {
                arrays.add(stack);
            }
        }
        return arrays;
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
            put(field, row);
        } else {
            put(field, together.apply(stack, row));
            stack.close();
            row.close();
        }
    }

    /** Drops the rows from {@code from} to {@code to} - 1; those behind them move up. */
    void remove(long from, long to) {
        for (F field : Set.copyOf(stacks.keySet())) {
            try (NDArray stack = get(field);
                    NDArray before = stack.get(":" + from);
                    NDArray behind = stack.get(to + ":")) {
                if (stack.getShape().get(0) == to - from) {
                    stacks.remove(field);
                } else {
                    put(field, NDArrays.concat(new NDList(before, behind)));
                }
            }
        }
    }

    private void put(F field, NDArray stack) {
        stack.attach(manager);
        // DJL makes a dictionary's key of what follows the dot.
        stack.setName(name + "." + field.name().toLowerCase(Locale.ROOT));
        stacks.put(field, stack);
    }

    /** Lends every array to a scope, so that what is computed from them is freed with it. */
    void lendTo(NDManager scope) {
        stacks.values().forEach(stack -> stack.tempAttach(scope));
    }

    @Override
    public void close() {
        manager.close();
    }
}
