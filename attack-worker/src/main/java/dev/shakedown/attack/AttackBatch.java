package dev.shakedown.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.attack.SlotTensors.Field;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.image.PlanarImage;
import dev.shakedown.restoration.InputGradient;
import dev.shakedown.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * Attacks that share forward and backward passes: a slot each, with its own kernel, objective, budget, step count and
 * Adam state, on one network and one image size. A slot that has done its steps leaves and another may take its place;
 * the others do not notice.
 *
 * <p>The device is waited for only where an objective is read, every {@code readEvery} updates of a slot, and when a
 * slot ends.
 *
 * <p>Owns native memory until {@link #close()}; does not own the network. Belongs to one thread.
 */
public final class AttackBatch implements AutoCloseable {

    private final RestorationNetwork network;
    private final int height;
    private final int width;
    private final int readEvery;
    private final AttackListener listener;
    private final NDManager manager;
    private final SlotTensors tensors;
    private final List<Slot> slots = new ArrayList<>();

    /**
     * An empty batch.
     *
     * @param network what is attacked
     * @param height of the images
     * @param width of the images
     * @param readEvery after how many updates of a slot its objective is read, 1 or more
     * @param listener hears each objective that is read
     */
    public AttackBatch(RestorationNetwork network, int height, int width, int readEvery, AttackListener listener) {
        if (readEvery < 1) {
            throw new IllegalArgumentException("readEvery: " + readEvery + ": must be 1 or more");
        }
        this.network = network;
        this.height = height;
        this.width = width;
        this.readEvery = readEvery;
        this.listener = listener;
        this.manager = NDManager.newBaseManager(network.device(), "PyTorch");
        this.tensors = new SlotTensors(manager);
    }

    /** How many attacks are running. */
    public int size() {
        return slots.size();
    }

    /** Whether an attack's image has this batch's size. */
    public boolean fits(Attack attack) {
        return attack.blurred().height() == height && attack.blurred().width() == width;
    }

    /**
     * Starts an attack: computes N(y) and draws the random start.
     *
     * @throws IllegalArgumentException if the image has another size, or a non-blind network is given no kernel
     */
    public void admit(Attack attack) {
        if (!fits(attack)) {
            throw new IllegalArgumentException("an image of " + attack.blurred().width() + "x"
                    + attack.blurred().height() + " in a batch of " + width + "x" + height);
        }
        boolean blind = network.card().kind() == NetworkCard.Kind.BLIND;
        PlanarImage clean = Restoration.restore(network, manager, attack.blurred(), attack.kernel());
        PlanarImage reference = attack.target() == null ? clean : attack.target();
        tensors.append(
                attack,
                Tensors.image(tensors.manager(), attack.blurred()),
                blind ? null : attack.kernel(),
                Tensors.image(tensors.manager(), reference));
        slots.add(new Slot(attack, clean, reference));
    }

    /**
     * Makes one update of every slot.
     *
     * @return the attacks that ended with it; their slots are free
     */
    public List<AttackOutcome> step() {
        if (slots.isEmpty()) {
            return List.of();
        }
        long began = System.nanoTime();
        try (NDManager scope = manager.newSubManager()) {
            tensors.lendTo(scope);
            update(scope);
        }
        double seconds = (System.nanoTime() - began) * 1e-9 / slots.size();
        slots.forEach(slot -> slot.updated(seconds));
        return retireEnded();
    }

    private void update(NDManager scope) {
        NDArray delta = tensors.get(Field.DELTA);
        NDArray sign = tensors.get(Field.SIGN);
        NDArray reference = tensors.get(Field.REFERENCE);
        InputGradient pass = InputGradient.of(
                network,
                tensors.get(Field.BLURRED).add(delta),
                tensors.kernels(),
                output -> output.sub(reference)
                        .square()
                        .sum(new int[] {1, 2, 3}, true)
                        .sqrt()
                        .mul(sign));
        read(pass.objective());
        if (slots.stream().anyMatch(slot -> slot.attack().spec().iterate() == Iterate.BEST)) {
            keepBest(scope, pass.objective());
        }
        float[] stepScales = new float[slots.size()];
        float[] stabilisers = new float[slots.size()];
        for (int i = 0; i < stepScales.length; i++) {
            Slot slot = slots.get(i);
            stepScales[i] = AdamPgd.stepScale(slot.attack().spec().stepSize(), slot.steps() + 1);
            stabilisers[i] = AdamPgd.stabiliser(slot.steps() + 1);
        }
        AdamPgd.update(
                delta,
                tensors.get(Field.FIRST_MOMENT),
                tensors.get(Field.SECOND_MOMENT),
                pass.gradient(),
                scope.create(stepScales, new Shape(slots.size(), 1, 1, 1)),
                scope.create(stabilisers, new Shape(slots.size(), 1, 1, 1)),
                tensors.get(Field.LOWER),
                tensors.get(Field.UPPER));
    }

    private void read(NDArray signedDistance) {
        if (slots.stream().noneMatch(slot -> slot.steps() % readEvery == 0)) {
            return;
        }
        float[] values = signedDistance.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            Slot slot = slots.get(i);
            if (slot.steps() % readEvery == 0) {
                double distance = Math.abs(values[i]);
                slot.trace(distance);
                if (Double.isFinite(distance)) {
                    listener.reached(slot.attack(), slot.steps(), distance);
                }
            }
        }
    }

    /** Remembers, for each slot, the delta of this pass if no earlier one had a smaller signed distance. */
    private void keepBest(NDManager scope, NDArray signedDistance) {
        float[] steps = new float[slots.size()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = slots.get(i).steps();
        }
        NDArray best = tensors.get(Field.BEST_LOSS);
        NDArray better = signedDistance.lt(best).toType(DataType.FLOAT32, false);
        blend(tensors.get(Field.BEST_DELTA), tensors.get(Field.DELTA), better);
        blend(tensors.get(Field.BEST_STEP), scope.create(steps, new Shape(steps.length, 1, 1, 1)), better);
        signedDistance.minimum(best).copyTo(best);
    }

    /** kept = kept where chosen is 0, fresh where it is 1; exact, since both products and the sum are. */
    private static void blend(NDArray kept, NDArray fresh, NDArray chosen) {
        NDArray others = chosen.mul(-1).addi(1);
        kept.muli(others).addi(fresh.mul(chosen));
    }

    private List<AttackOutcome> retireEnded() {
        List<AttackOutcome> ended = new ArrayList<>();
        for (int i = slots.size() - 1; i >= 0; i--) {
            Slot slot = slots.get(i);
            if (slot.isNotFinite()) {
                ended.add(0, new AttackOutcome.NotFinite(slot.attack(), slot.steps() - 1, "the objective"));
            } else if (slot.steps() == slot.attack().spec().steps()) {
                ended.add(0, complete(slot, i));
            } else {
                continue;
            }
            tensors.remove(i);
            slots.remove(i);
        }
        return ended;
    }

    private AttackOutcome complete(Slot slot, int row) {
        Attack attack = slot.attack();
        PlanarImage last = row(Field.DELTA, row);
        PlanarImage lastOutput = attackedOutput(attack, last);
        double lastObjective = Distance.l2(lastOutput, slot.reference());
        if (!Double.isFinite(lastObjective)) {
            return new AttackOutcome.NotFinite(attack, slot.steps(), "the objective at the last iterate");
        }
        slot.trace(lastObjective);
        listener.reached(attack, slot.steps(), lastObjective);
        if (attack.spec().iterate() == Iterate.BEST) {
            PlanarImage best = row(Field.BEST_DELTA, row);
            PlanarImage bestOutput = attackedOutput(attack, best);
            double bestObjective = Distance.l2(bestOutput, slot.reference());
            boolean bestWins = attack.ascends() ? bestObjective > lastObjective : bestObjective < lastObjective;
            if (bestWins) {
                int step = (int) scalar(Field.BEST_STEP, row);
                return slot.completed(best, bestOutput, step, bestObjective);
            }
        }
        return slot.completed(last, lastOutput, slot.steps(), lastObjective);
    }

    private PlanarImage attackedOutput(Attack attack, PlanarImage delta) {
        return Restoration.restore(network, manager, Perturbing.add(attack.blurred(), delta), attack.kernel());
    }

    private PlanarImage row(Field field, int row) {
        try (NDManager scope = manager.newSubManager()) {
            tensors.lendTo(scope);
            return Tensors.toImage(tensors.get(field).get(row + ":" + (row + 1)));
        }
    }

    private float scalar(Field field, int row) {
        try (NDManager scope = manager.newSubManager()) {
            tensors.lendTo(scope);
            return tensors.get(field).toFloatArray()[row];
        }
    }

    @Override
    public void close() {
        tensors.close();
        manager.close();
    }
}
