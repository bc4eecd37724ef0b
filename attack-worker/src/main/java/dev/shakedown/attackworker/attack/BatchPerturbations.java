package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.InputGradient;
import java.util.ArrayList;
import java.util.List;

/**
 * The searches of a batch, a slot each: the perturbations, and what moves them. Slots that share an update and a norm
 * and lie next to each other move in one operation.
 *
 * <p>Owns native memory until {@link #close()}. Belongs to one thread.
 */
final class BatchPerturbations implements AutoCloseable {

    private enum Field {
        /** delta, (3, H, W). */
        DELTA,
        /** Least feasible delta, (3, H, W). */
        LOWER,
        /** Greatest feasible delta, (3, H, W). */
        UPPER,
        /** {@link L2Ball#inside} of the greatest ||delta||2, (1, 1, 1). */
        RADIUS,
        /** m / (1 - beta1), (3, H, W). */
        FIRST_MOMENT,
        /** v / (1 - beta2), (3, H, W). */
        SECOND_MOMENT,
        /** The delta with the least signed distance so far, (3, H, W). */
        BEST_DELTA,
        /** Its signed distance, (1, 1, 1). */
        BEST_LOSS,
        /** The updates after which it stood, (1, 1, 1). */
        BEST_STEP,
        /** In how many passes, from the first on, the objective was finite; (1, 1, 1). */
        FINITE_OBJECTIVES,
        /** The same of the gradient. */
        FINITE_GRADIENTS
    }

    private final NDManager manager;
    private final TensorStacks<Field> tensors;
    private final List<Slot> slots = new ArrayList<>();

    BatchPerturbations(NDManager parent) {
        this.manager = parent;
        this.tensors = new TensorStacks<>(parent, Field.class);
    }

    List<Slot> slots() {
        return slots;
    }

    /** Adds a slot at its starting point. */
    void append(Slot slot) {
        Attack attack = slot.attack();
        int height = attack.blurred().height();
        int width = attack.blurred().width();
        FeasibleSet feasible = FeasibleSet.of(attack);
        NDManager own = tensors.manager();
        NDArray start = Tensors.image(own, height, width, StartingPoint.draw(attack, slot.restart(), feasible));
        tensors.append(
                Field.LOWER, Tensors.image(own, height, width, feasible.lower().values()));
        tensors.append(
                Field.UPPER, Tensors.image(own, height, width, feasible.upper().values()));
        tensors.append(Field.RADIUS, Tensors.scalar(own, (float) L2Ball.inside(feasible.radius())));
        tensors.append(Field.FIRST_MOMENT, start.zerosLike());
        tensors.append(Field.SECOND_MOMENT, start.zerosLike());
        tensors.append(Field.BEST_DELTA, start.duplicate());
        tensors.append(Field.BEST_LOSS, Tensors.scalar(own, Float.POSITIVE_INFINITY));
        tensors.append(Field.BEST_STEP, Tensors.scalar(own, 0));
        tensors.append(Field.FINITE_OBJECTIVES, Tensors.scalar(own, 0));
        tensors.append(Field.FINITE_GRADIENTS, Tensors.scalar(own, 0));
        tensors.append(Field.DELTA, start);
        slots.add(slot);
    }

    /** Adds a slot where another batch left it. */
    void append(Slot slot, AttackState.Search state) {
        append(slot);
        int row = slots.size() - 1;
        put(Field.DELTA, row, state.delta());
        if (state.moments() != null) {
            put(Field.FIRST_MOMENT, row, state.moments().first());
            put(Field.SECOND_MOMENT, row, state.moments().second());
        }
        AttackState.Best best = state.best();
        if (best != null) {
            put(Field.BEST_DELTA, row, best.delta());
            put(Field.BEST_LOSS, row, best.loss());
            put(Field.BEST_STEP, row, best.step());
        }
        put(Field.FINITE_OBJECTIVES, row, slot.steps());
        put(Field.FINITE_GRADIENTS, row, slot.steps());
    }

    /** What a slot needs to go on elsewhere. Waits for the device. */
    AttackState.Search state(Slot slot) {
        AttackSpec spec = slot.attack().spec();
        AttackState.Moments moments = spec.update() == Update.ADAM
                ? new AttackState.Moments(image(Field.FIRST_MOMENT, slot), image(Field.SECOND_MOMENT, slot))
                : null;
        AttackState.Best best = spec.iterate() == AttackSpec.Iterate.BEST
                ? new AttackState.Best(best(slot), scalar(Field.BEST_LOSS, slot), bestStep(slot))
                : null;
        return new AttackState.Search(slot.progress(), last(slot), moments, best);
    }

    private void put(Field field, int row, PlanarImage image) {
        try (NDArray value = Tensors.image(manager, image)) {
            tensors.get(field).set(new NDIndex(row + ":" + (row + 1)), value);
        }
    }

    private void put(Field field, int row, float number) {
        try (NDArray value = Tensors.scalar(manager, number)) {
            tensors.get(field).set(new NDIndex(row + ":" + (row + 1)), value);
        }
    }

    void remove(Slot slot) {
        int index = slots.indexOf(slot);
        tensors.remove(index, index + 1);
        slots.remove(index);
    }

    void lendTo(NDManager scope) {
        tensors.lendTo(scope);
    }

    /** delta of every slot, (S, 3, H, W). */
    NDArray deltas() {
        return tensors.get(Field.DELTA);
    }

    /**
     * Counts the passes whose numbers are all finite. Does not wait for the device.
     *
     * @param pass signed distance and gradient of every slot
     */
    void countFinite(NDManager scope, InputGradient pass) {
        float[] steps = new float[slots.size()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = slots.get(i).steps();
        }
        NDArray done = Tensors.scalars(scope, steps);
        countFinite(Field.FINITE_OBJECTIVES, pass.objective().mul(0), done);
        countFinite(
                Field.FINITE_GRADIENTS,
                pass.gradient().sum(new int[] {1, 2, 3}, true).muli(0),
                done);
    }

    /** A count grows as long as it has kept up with the steps. Zero times a number that is not finite is NaN. */
    private void countFinite(Field field, NDArray zeros, NDArray done) {
        NDArray count = tensors.get(field);
        NDArray finite = zeros.eq(0).toType(DataType.FLOAT32, false);
        count.addi(finite.muli(count.eq(done).toType(DataType.FLOAT32, false)));
    }

    /**
     * Tells those slots that broke down. Waits for the device.
     *
     * @param underWay passes that were counted and whose update is not done yet: 1 within a step, 0 between steps
     */
    void noteBreakdowns(int underWay) {
        float[] objectives = tensors.get(Field.FINITE_OBJECTIVES).toFloatArray();
        float[] gradients = tensors.get(Field.FINITE_GRADIENTS).toFloatArray();
        for (int i = 0; i < objectives.length; i++) {
            Slot slot = slots.get(i);
            int passes = slot.steps() + underWay;
            if (objectives[i] < passes || gradients[i] < passes) {
                boolean objectiveFirst = objectives[i] <= gradients[i];
                slot.broke(
                        (int) Math.min(objectives[i], gradients[i]), objectiveFirst ? "the objective" : "the gradient");
            }
        }
    }

    /** Remembers, for each slot, the delta of this pass if no earlier one had a smaller signed distance. */
    void keepBest(NDManager scope, NDArray signedDistance) {
        float[] steps = new float[slots.size()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = slots.get(i).steps();
        }
        NDArray best = tensors.get(Field.BEST_LOSS);
        NDArray better = signedDistance.lt(best).toType(DataType.FLOAT32, false);
        blend(tensors.get(Field.BEST_DELTA), tensors.get(Field.DELTA), better);
        blend(tensors.get(Field.BEST_STEP), Tensors.scalars(scope, steps), better);
        signedDistance.minimum(best).copyTo(best);
    }

    /** kept = kept where chosen is 0, fresh where it is 1; exact, since both products and the sum are. */
    private static void blend(NDArray kept, NDArray fresh, NDArray chosen) {
        NDArray others = chosen.mul(-1).addi(1);
        kept.muli(others).addi(fresh.mul(chosen));
    }

    /** Moves every slot and projects it. */
    void move(NDManager scope, NDArray gradients) {
        int from = 0;
        while (from < slots.size()) {
            int to = from + 1;
            while (to < slots.size() && moveAlike(slots.get(from), slots.get(to))) {
                to++;
            }
            move(scope, gradients, from, to);
            from = to;
        }
    }

    private static boolean moveAlike(Slot one, Slot other) {
        return one.attack().spec().update() == other.attack().spec().update()
                && one.attack().spec().norm() == other.attack().spec().norm();
    }

    private void move(NDManager scope, NDArray gradients, int from, int to) {
        NDArray delta = slice(tensors.get(Field.DELTA), from, to);
        NDArray gradient = slice(gradients, from, to);
        AttackSpec spec = slots.get(from).attack().spec();
        if (spec.update() == Update.ADAM) {
            AdamPgd.update(
                    delta,
                    slice(tensors.get(Field.FIRST_MOMENT), from, to),
                    slice(tensors.get(Field.SECOND_MOMENT), from, to),
                    gradient,
                    scalars(scope, from, to, (slot, alpha) -> AdamPgd.stepScale(alpha, slot.steps() + 1)),
                    scalars(scope, from, to, (slot, alpha) -> AdamPgd.stabiliser(slot.steps() + 1)));
        } else if (spec.update() == Update.SIGN) {
            NDArray steps = scalars(scope, from, to, (slot, alpha) -> (float) alpha);
            delta.subi(gradient.sign().muli(steps));
        } else {
            NDArray steps = scalars(scope, from, to, (slot, alpha) ->
                    (float) (alpha * Math.sqrt(slot.attack().blurred().values().length)));
            delta.subi(gradient.mul(steps.div(L2Ball.norms(gradient))));
        }
        if (spec.norm() == Norm.L2) {
            L2Ball.project(delta, slice(tensors.get(Field.RADIUS), from, to));
        }
        NDArray lower = slice(tensors.get(Field.LOWER), from, to);
        NDArray upper = slice(tensors.get(Field.UPPER), from, to);
        NDArray projected = delta.maximum(lower).minimum(upper);
        // copyTo would give a slice another memory and leave the stack as it is; set writes through.
        tensors.get(Field.DELTA).set(new NDIndex(from + ":" + to), projected);
    }

    /** One number a slot, from the slot and its step size. */
    private interface OfSlot {
        float of(Slot slot, double stepSize);
    }

    private NDArray scalars(NDManager scope, int from, int to, OfSlot number) {
        float[] values = new float[to - from];
        for (int i = from; i < to; i++) {
            Slot slot = slots.get(i);
            values[i - from] = number.of(slot, slot.attack().spec().stepSize());
        }
        return Tensors.scalars(scope, values);
    }

    private NDArray slice(NDArray stack, int from, int to) {
        return to - from == slots.size() ? stack : stack.get(from + ":" + to);
    }

    /** delta of a slot. Waits for the device. */
    PlanarImage last(Slot slot) {
        return image(Field.DELTA, slot);
    }

    /**
     * Whether a slot's gradient was zero in every pass, as far as its state shows: only Adam remembers the gradients'
     * squares. Waits for the device.
     */
    boolean sawNoGradient(Slot slot) {
        if (slot.attack().spec().update() != Update.ADAM) {
            return false;
        }
        int row = slots.indexOf(slot);
        try (NDManager scope = manager.newSubManager()) {
            lendTo(scope);
            NDArray squares = tensors.get(Field.SECOND_MOMENT).get(row + ":" + (row + 1));
            return squares.max().getFloat() == 0;
        }
    }

    /** The best delta that a slot's passes saw. Waits for the device. */
    PlanarImage best(Slot slot) {
        return image(Field.BEST_DELTA, slot);
    }

    /** The updates after which that delta stood. Waits for the device. */
    int bestStep(Slot slot) {
        return (int) scalar(Field.BEST_STEP, slot);
    }

    private float scalar(Field field, Slot slot) {
        try (NDManager scope = manager.newSubManager()) {
            lendTo(scope);
            return tensors.get(field).toFloatArray()[slots.indexOf(slot)];
        }
    }

    private PlanarImage image(Field field, Slot slot) {
        int row = slots.indexOf(slot);
        try (NDManager scope = manager.newSubManager()) {
            lendTo(scope);
            return Tensors.toImage(tensors.get(field).get(row + ":" + (row + 1)));
        }
    }

    @Override
    public void close() {
        tensors.close();
    }
}
