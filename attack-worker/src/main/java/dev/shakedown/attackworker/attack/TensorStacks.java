package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Tensors of many things of a kind, stacked: row i of each belongs to thing i. There is room for more rows than are in
 * use, so that a row that comes or goes is copied alone; the rows in use lie next to each other, from the first on.
 *
 * <p>Owns its arrays until {@link #close()}. Not thread-safe.
 */
final class TensorStacks<F extends Enum<F>> implements AutoCloseable {

    private final NDManager manager;
    private final StepFunctions functions;
    private final String name;
    private final Map<F, NDArray> stacks;
    /** The rows in use of each; made when they are first needed after a change. */
    private final Map<F, NDArray> inUse;

    private int capacity;
    private int count;

    /**
     * Stacks that live on the manager's device, in a manager of their own.
     *
     * @param name what {@link StepFunctions} calls all of them together
     */
    TensorStacks(NDManager parent, StepFunctions functions, String name, Class<F> fields) {
        this.manager = parent.newSubManager();
        this.functions = functions;
        this.name = name;
        this.stacks = new EnumMap<>(fields);
        this.inUse = new EnumMap<>(fields);
    }

    /** For arrays that are to be added. */
    NDManager manager() {
        return manager;
    }

    int count() {
        return count;
    }

    /** Adds a field, with an array that has as many rows as there is room for, or one while there is none. */
    void add(F field, NDArray stack) {
        put(field, stack);
        capacity = (int) stack.getShape().get(0);
    }

    /** Puts an array with as many rows in a field's place. */
    void replace(F field, UnaryOperator<NDArray> by) {
        forgetViews();
        NDArray stack = stack(field);
        put(field, by.apply(stack));
        stack.close();
    }

    /** Takes rows into use behind the others; what is in them is yet to be written. */
    void extend(int rows) {
        forgetViews();
        while (capacity < count + rows) {
            for (F field : Set.copyOf(stacks.keySet())) {
                replace(field, stack -> NDArrays.concat(new NDList(stack, stack)));
            }
            capacity *= 2;
        }
        count += rows;
    }

    void retract(int rows) {
        forgetViews();
        count -= rows;
        if (count == 0) {
            stacks.values().forEach(NDArray::close);
            stacks.clear();
        }
    }

    /**
     * Drops rows; others take their place.
     *
     * @param byLast whether as many of the last rows take it; else all behind move up
     */
    void remove(int at, int rows, boolean byLast) {
        forgetViews();
        int from = byLast ? count - rows : at + rows;
        int moved = byLast ? rows : count - from;
        if (from > at && moved > 0) {
            functions.shift(all(), from, at, moved);
        }
        retract(rows);
    }

    /** All rows, those that are free included, as an argument of {@link StepFunctions}: a dictionary by field. */
    NDList all() {
        return new NDList(stacks.values());
    }

    /** The rows in use of a field. */
    NDArray get(F field) {
        NDArray view = inUse.get(field);
        if (view == null) {
            view = JniUtils.slice((PtNDArray) stack(field), 0, 0, count, 1);
            view.attach(manager);
            view.setName(nameOf(field));
            inUse.put(field, view);
        }
        return view;
    }

    /** The rows in use of those of these fields that are there, as {@link #all} gives them. */
    NDList dictionary(Set<F> fields) {
        NDList arrays = new NDList(fields.size());
        for (F field : fields) {
            if (stacks.containsKey(field)) {
                arrays.add(get(field));
            }
        }
        return arrays;
    }

    private NDArray stack(F field) {
        return Objects.requireNonNull(stacks.get(field), () -> "no " + field + ": nothing is stacked");
    }

    private void forgetViews() {
        inUse.values().forEach(NDArray::close);
        inUse.clear();
    }

    private void put(F field, NDArray stack) {
        stack.attach(manager);
        stack.setName(nameOf(field));
        stacks.put(field, stack);
    }

    /** DJL makes a dictionary's key of what follows the dot. */
    private String nameOf(F field) {
        return name + "." + field.name().toLowerCase(Locale.ROOT);
    }

    /** Lends the rows in use to a scope, so that what is computed from them is freed with it. */
    void lendTo(NDManager scope, Set<F> fields) {
        dictionary(fields).forEach(view -> view.tempAttach(scope));
    }

    @Override
    public void close() {
        manager.close();
    }
}
