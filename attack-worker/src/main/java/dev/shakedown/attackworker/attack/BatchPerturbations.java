package dev.shakedown.attackworker.attack;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.InputGradient;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        /** The radius that ||delta||2 is projected to, (1, 1, 1). */
        RADIUS,
        /** (1, 1, 1), float64; for Adam times {@link AdamSchedule#GRADIENT_SHARE}. */
        STEP_SIZE,
        /** Updates done, (1, 1, 1), int64. */
        STEPS,
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
        /**
         * (3): the last pass's signed distance; in how many passes, from the first on, the objective was finite; the
         * same of the gradient.
         */
        REPORT,
        /** (3), int64, on the host: images in a step, {@link Kind}, 1 if the best iterate is kept. */
        PLAN
    }

    private static final int REPORTED = 3;
    private static final Shape SCALAR = new Shape(1, 1, 1, 1);

    /** An update with its norm, by number as in the functions' source. */
    private enum Kind {
        ADAM_LINF,
        ADAM_L2,
        SIGN_LINF,
        GRADIENT_L2;

        static Kind of(AttackSpec spec) {
            return switch (spec.update()) {
                case ADAM -> spec.norm() == Norm.LINF ? ADAM_LINF : ADAM_L2;
                case SIGN -> SIGN_LINF;
                case GRADIENT -> GRADIENT_L2;
            };
        }
    }

    private final NDManager manager;
    private final NDManager host;
    private final StepFunctions functions;
    private final TensorStacks<Field> tensors;
    private final List<Slot> slots = new ArrayList<>();

    BatchPerturbations(NDManager parent, StepFunctions functions) {
        this.manager = parent;
        this.host = parent.newSubManager(Device.cpu());
        this.functions = functions;
        this.tensors = new TensorStacks<>(parent, "slots", Field.class);
    }

    List<Slot> slots() {
        return slots;
    }

    /**
     * Adds a slot.
     *
     * @param state where another batch left it; null for its starting point
     */
    void append(Slot slot, AttackState.@Nullable Search state) {
        Attack attack = slot.attack();
        AttackSpec spec = attack.spec();
        FeasibleSet feasible = FeasibleSet.of(attack);
        float[] start = state == null
                ? StartingPoint.draw(attack, slot.restart(), feasible)
                : state.delta().values();
        AttackState.Moments moments = state == null ? null : state.moments();
        AttackState.Best best = state == null ? null : state.best();
        float steps = slot.steps();
        NDArray delta = image(attack, start);
        tensors.append(Field.LOWER, image(attack, feasible.lower().values()));
        tensors.append(Field.UPPER, image(attack, feasible.upper().values()));
        tensors.append(
                Field.FIRST_MOMENT,
                moments == null
                        ? delta.zerosLike()
                        : image(attack, moments.first().values()));
        tensors.append(
                Field.SECOND_MOMENT,
                moments == null
                        ? delta.zerosLike()
                        : image(attack, moments.second().values()));
        tensors.append(
                Field.BEST_DELTA,
                best == null ? delta.duplicate() : image(attack, best.delta().values()));
        tensors.append(Field.DELTA, delta);
        append(Field.BEST_LOSS, best == null ? Float.POSITIVE_INFINITY : best.loss());
        append(Field.BEST_STEP, best == null ? 0 : best.step());
        append(Field.RADIUS, (float) feasible.reach());
        NDManager own = tensors.manager();
        tensors.append(Field.STEP_SIZE, own.create(new double[] {stepSize(attack)}, SCALAR));
        tensors.append(Field.STEPS, own.create(new long[] {slot.steps()}, SCALAR));
        tensors.append(Field.REPORT, own.create(new float[] {0, steps, steps}, new Shape(1, REPORTED)));
        long[] plan = {attack.rows(), Kind.of(spec).ordinal(), spec.iterate() == Iterate.BEST ? 1 : 0};
        tensors.append(Field.PLAN, host.create(plan, new Shape(1, plan.length)));
        slots.add(slot);
    }

    private static double stepSize(Attack attack) {
        double alpha = attack.spec().stepSize();
        return switch (attack.spec().update()) {
            case ADAM -> alpha * AdamSchedule.GRADIENT_SHARE;
            case SIGN -> alpha;
            case GRADIENT -> alpha * Math.sqrt(attack.blurred().values().length);
        };
    }

    private NDArray image(Attack attack, float[] values) {
        PlanarImage y = attack.blurred();
        return Tensors.image(tensors.manager(), y.height(), y.width(), values);
    }

    private void append(Field field, float number) {
        tensors.append(field, Tensors.scalar(tensors.manager(), number));
    }

    /** What a slot needs to go on elsewhere. Waits for the device. */
    AttackState.Search state(Slot slot) {
        AttackSpec spec = slot.attack().spec();
        AttackState.Moments moments = spec.update() == Update.ADAM
                ? new AttackState.Moments(image(Field.FIRST_MOMENT, slot), image(Field.SECOND_MOMENT, slot))
                : null;
        AttackState.Best best = spec.iterate() == Iterate.BEST
                ? new AttackState.Best(best(slot), scalar(Field.BEST_LOSS, slot), bestStep(slot))
                : null;
        return new AttackState.Search(slot.progress(), last(slot), moments, best);
    }

    void remove(Slot slot) {
        int index = slots.indexOf(slot);
        tensors.remove(index, index + 1);
        slots.remove(index);
    }

    void lendTo(NDManager scope) {
        tensors.lendTo(scope);
    }

    /** What {@link StepFunctions#inputs} needs of the slots. */
    NDList deltas() {
        return tensors.dictionary(EnumSet.of(Field.DELTA, Field.PLAN));
    }

    /**
     * Makes one update of every slot and projects it. Does not wait for the device.
     *
     * @param passes signed distances and gradients of all rows, in order
     */
    void move(List<InputGradient> passes) {
        functions.move(tensors.dictionary(EnumSet.allOf(Field.class)), passes);
    }

    /**
     * Reads the signed distance of every slot's last pass, and tells those slots that broke down. Waits for the device.
     *
     * @param underWay passes whose update the slots have not counted yet: 1 within a step, 0 between steps
     */
    float[] report(int underWay) {
        float[] report = tensors.get(Field.REPORT).toFloatArray();
        float[] objectives = new float[slots.size()];
        for (int i = 0; i < objectives.length; i++) {
            Slot slot = slots.get(i);
            objectives[i] = report[i * REPORTED];
            float finiteObjectives = report[i * REPORTED + 1];
            float finiteGradients = report[i * REPORTED + 2];
            float finite = Math.min(finiteObjectives, finiteGradients);
            if (finite < slot.steps() + underWay) {
                slot.broke((int) finite, finiteObjectives <= finiteGradients ? "the objective" : "the gradient");
            }
        }
        return objectives;
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
        return tensors.get(field).toFloatArray()[slots.indexOf(slot)];
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
        host.close();
    }
}
