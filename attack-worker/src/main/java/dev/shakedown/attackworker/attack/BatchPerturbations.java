package dev.shakedown.attackworker.attack;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.attackworker.attack.StepFunctions.AdamSchedule;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.InputGradient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
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
        /** The radius that ||delta||2 is projected to, (1, 1, 1). */
        RADIUS,
        /** (1, 1, 1), float64; for Adam times {@link AdamSchedule#GRADIENT_SHARE}. */
        STEP_SIZE,
        /** Updates done, (1, 1, 1), int64. */
        STEPS,
        /** m / (1 - beta1), (3, H, W); of Auto-PGD the delta before. */
        FIRST_MOMENT,
        /** v / (1 - beta2), (3, H, W); of Auto-PGD the gradient at the best delta. */
        SECOND_MOMENT,
        /** The delta with the least signed distance so far, (3, H, W). */
        BEST_DELTA,
        /** Its signed distance, (1, 1, 1). */
        BEST_LOSS,
        /** The updates after which it stood, (1, 1, 1). */
        BEST_STEP,
        /** (5): {@link AttackState.Halving}, in its order. */
        HALVING,
        /** (8), int64: after how many updates Auto-PGD may halve its step. */
        CHECKPOINTS,
        /**
         * (3): the last pass's signed distance; in how many passes, from the first on, the objective was finite; the
         * same of the gradient.
         */
        REPORT,
        /**
         * (5), int64, on the host: images in a step, {@link Kind}, 1 if the best iterate is kept, 1 in grey, 1 if the
         * mean of each channel is 0.
         */
        PLAN
    }

    private static final int REPORTED = 3;
    private static final int PLANNED = 5;
    private static final int HALVING = 5;
    private static final int CHECKPOINTS = 8;
    private static final Shape SCALAR = new Shape(1, 1, 1, 1);

    /** An update with its norm, by number as in the functions' source. */
    private enum Kind {
        ADAM_LINF,
        ADAM_L2,
        SIGN_LINF,
        GRADIENT_L2,
        APGD_LINF,
        APGD_L2,
        SQUARE_LINF;

        static Kind of(AttackSpec spec) {
            return switch (spec.update()) {
                case ADAM -> spec.norm() == Norm.LINF ? ADAM_LINF : ADAM_L2;
                case SIGN -> SIGN_LINF;
                case GRADIENT -> GRADIENT_L2;
                case APGD -> spec.norm() == Norm.LINF ? APGD_LINF : APGD_L2;
                case SQUARE -> SQUARE_LINF;
            };
        }
    }

    private final NDManager manager;
    private final NDManager host;
    private final StepFunctions functions;
    private final TensorStacks<Field> tensors;
    private final List<Slot> slots = new ArrayList<>();
    private final BatchKernels kernels;

    BatchPerturbations(NDManager parent, StepFunctions functions) {
        this.manager = parent;
        this.host = parent.newSubManager(Device.cpu());
        this.functions = functions;
        this.tensors = new TensorStacks<>(parent, functions, "slots", Field.class);
        this.kernels = new BatchKernels(parent, functions);
    }

    List<Slot> slots() {
        return slots;
    }

    /**
     * Adds a slot, or throws and leaves all as it is.
     *
     * @param delta where it begins or goes on
     * @param views y of each view of its attack
     */
    void append(Slot slot, AttackStart.Search search, NDArray delta, NDList views) {
        int count = tensors.count();
        try {
            if (count == 0) {
                makeRoom(views.head().getShape());
            }
            tensors.extend(1);
            seat(slot, search, delta, views);
            kernels.append(slot, search);
        } catch (RuntimeException e) {
            tensors.retract(tensors.count() - count);
            throw e;
        }
        slots.add(slot);
    }

    private void seat(Slot slot, AttackStart.Search search, NDArray delta, NDList views) {
        NDManager scope = delta.getManager();
        NDList begin = new NDList(named("delta", delta));
        if (!search.moments().isEmpty()) {
            begin.add(named("first_moment", search.moments().get(0).on(scope)));
            begin.add(named("second_moment", search.moments().get(1).on(scope)));
        }
        HostArray bestDelta = search.best();
        if (bestDelta != null) {
            begin.add(named("best_delta", bestDelta.on(scope)));
        }
        AttackState.Halving halving =
                search.state() == null ? null : search.state().halving();
        if (halving != null) {
            begin.add(named("halving", scope.create(halving.numbers(), new Shape(1, HALVING))));
        }
        Attack attack = slot.attack();
        AttackSpec spec = attack.spec();
        AttackState.Best best = search.state() == null ? null : search.state().best();
        double epsilon = spec.norm() == Norm.LINF ? attack.bound() : Double.POSITIVE_INFINITY;
        double[] numbers = {
            FeasibleSet.reach(attack.radius()),
            stepSize(attack),
            slot.steps(),
            best == null ? Double.POSITIVE_INFINITY : best.loss(),
            best == null ? 0 : best.step(),
            spec.steps()
        };
        long[] plan = {
            attack.rows(),
            Kind.of(spec).ordinal(),
            spec.iterate() == Iterate.BEST ? 1 : 0,
            spec.onlyGrey() ? 1 : 0,
            spec.onlyZeroMean() ? 1 : 0
        };
        try (NDManager onHost = host.newSubManager()) {
            begin.add(named("bounds", onHost.create(new double[] {epsilon, spec.clip() ? 1 : 0})));
            begin.add(named("numbers", onHost.create(numbers)));
            begin.add(named("plan", onHost.create(plan, new Shape(1, plan.length))));
            functions.seat(slots.size(), tensors.all(), begin, views);
        }
    }

    private void makeRoom(Shape image) {
        NDManager own = tensors.manager();
        for (Field field : Field.values()) {
            tensors.add(
                    field,
                    switch (field) {
                        case DELTA, LOWER, UPPER, FIRST_MOMENT, SECOND_MOMENT, BEST_DELTA -> own.zeros(image);
                        case RADIUS, BEST_LOSS, BEST_STEP -> own.zeros(SCALAR);
                        case STEP_SIZE -> own.zeros(SCALAR, DataType.FLOAT64);
                        case STEPS -> own.zeros(SCALAR, DataType.INT64);
                        case HALVING -> own.zeros(new Shape(1, HALVING));
                        case CHECKPOINTS -> own.zeros(new Shape(1, CHECKPOINTS), DataType.INT64);
                        case REPORT -> own.zeros(new Shape(1, REPORTED));
                        case PLAN -> host.zeros(new Shape(1, PLANNED), DataType.INT64);
                    });
        }
    }

    private static NDArray named(String field, NDArray array) {
        array.setName("search." + field);
        return array;
    }

    private static double stepSize(Attack attack) {
        double alpha = attack.spec().stepSize();
        return switch (attack.spec().update()) {
            case ADAM -> alpha * AdamSchedule.GRADIENT_SHARE;
            case SIGN, SQUARE -> alpha;
            case GRADIENT -> alpha * rootOfValues(attack);
            case APGD -> attack.spec().norm() == Norm.L2 ? alpha * rootOfValues(attack) : alpha;
        };
    }

    private static double rootOfValues(Attack attack) {
        return Math.sqrt(attack.blurred().values().length);
    }

    /** What a slot needs to go on elsewhere. Waits for the device. */
    AttackState.Search state(Slot slot) {
        AttackSpec spec = slot.attack().spec();
        boolean auto = spec.update() == Update.APGD;
        AttackState.Moments moments = spec.update() == Update.ADAM || auto
                ? new AttackState.Moments(image(Field.FIRST_MOMENT, slot), image(Field.SECOND_MOMENT, slot))
                : null;
        AttackState.Best best = spec.iterate() == Iterate.BEST
                ? new AttackState.Best(image(Field.BEST_DELTA, slot), scalar(Field.BEST_LOSS, slot), (int)
                        scalar(Field.BEST_STEP, slot))
                : null;
        AttackState.Halving halving = auto ? AttackState.Halving.of(halving(slot)) : null;
        return new AttackState.Search(
                slot.progress(), image(Field.DELTA, slot), moments, best, halving, kernels.state(slot));
    }

    /**
     * Drops a slot. The last one takes its place if it has as many images, so that little is copied; else all behind
     * move up.
     */
    void remove(Slot slot) {
        int index = slots.indexOf(slot);
        Slot last = slots.get(slots.size() - 1);
        boolean byLast = last.attack().rows() == slot.attack().rows();
        tensors.remove(index, 1, byLast);
        kernels.remove(slot);
        if (byLast) {
            slots.set(index, last);
            slots.remove(slots.size() - 1);
        } else {
            slots.remove(index);
        }
    }

    void lendTo(NDManager scope) {
        tensors.lendTo(scope, EnumSet.allOf(Field.class));
    }

    /** What {@link StepFunctions#inputs} needs of the slots. */
    NDList deltas() {
        return tensors.dictionary(EnumSet.of(Field.DELTA, Field.PLAN));
    }

    /**
     * Makes one update of every slot and projects it. Does not wait for the device.
     *
     * @param rows of the slots
     * @param passes signed distances and gradients of all rows, in order
     */
    void move(BatchImages rows, List<InputGradient> passes) {
        moveDeltas(passes);
        kernels.move(slots, tensors.dictionary(EnumSet.of(Field.STEPS, Field.BEST_STEP)), rows, passes);
    }

    private void moveDeltas(List<InputGradient> passes) {
        NDList all = tensors.dictionary(EnumSet.allOf(Field.class));
        if (slots.stream().noneMatch(slot -> slot.attack().spec().update() == Update.SQUARE)) {
            functions.move(all, passes);
            return;
        }
        long[] numbers = slots.stream()
                .flatMapToLong(slot -> slot.attack().spec().update() == Update.SQUARE
                        ? RandomSquare.draw(slot.attack(), slot.restart(), slot.steps() + 1)
                                .numbers()
                        : RandomSquare.NONE.numbers())
                .toArray();
        try (NDManager onHost = host.newSubManager()) {
            NDArray squares = onHost.create(numbers, new Shape(slots.size(), numbers.length / slots.size()));
            squares.setName("slots.squares");
            all.add(squares);
            functions.move(all, passes);
        }
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

    /**
     * Copies what an ended search has found to an owner: as {@link StepFunctions#take} has it, and behind that what
     * {@link BatchKernels#take} has. Does not wait for the device.
     */
    NDList take(Slot slot, NDManager owner) {
        NDList found = functions.take(slots.indexOf(slot), tensors.dictionary(EnumSet.allOf(Field.class)), owner);
        found.addAll(kernels.take(slot, owner));
        return found;
    }

    private float[] halving(Slot slot) {
        int from = slots.indexOf(slot) * HALVING;
        return Arrays.copyOfRange(tensors.get(Field.HALVING).toFloatArray(), from, from + HALVING);
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
        kernels.close();
        tensors.close();
        host.close();
    }
}
