package dev.shakedown.attackworker.attack;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.imaging.array.FloatArray;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.InputGradient;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The kernels that slots tell their network in place of b, of those slots that search for one: each of its own size,
 * with what moves it. A slot that does not search for a kernel costs nothing here.
 *
 * <p>Owns native memory until {@link #close()}. Belongs to one thread.
 */
final class BatchKernels implements AutoCloseable {

    private final NDManager parent;
    private final NDManager host;
    private final StepFunctions functions;
    private final Map<Slot, Told> searches = new IdentityHashMap<>();

    BatchKernels(NDManager parent, StepFunctions functions) {
        this.parent = parent;
        this.host = parent.newSubManager(Device.cpu());
        this.functions = functions;
    }

    /**
     * A slot's kernel on the device.
     *
     * @param all what {@link StepFunctions#tell} calls kernel
     */
    private record Told(NDManager owner, NDArray kernel, NDArray best, NDArray steepest, NDList all) {}

    /** Adds the kernel of a slot that searches for one; nothing happens for others. */
    void append(Slot slot, AttackStart.Search search) {
        AttackStart.Told start = search.told();
        if (start == null) {
            return;
        }
        KernelBall ball = KernelBall.of(slot.attack());
        int side = ball.centre().size();
        Shape shape = new Shape(1, 1, side, side);
        NDManager owner = parent.newSubManager();
        try (NDManager scope = owner.newSubManager()) {
            HostArray best = start.best();
            // Copies, since on a processor an array shares its memory with the start.
            NDArray kernel = owned(owner, "told", start.kernel().on(scope).duplicate());
            NDArray bestKernel = owned(
                    owner,
                    "best",
                    (best == null ? start.kernel() : best).on(scope).duplicate());
            NDArray steepest = owned(owner, "steepest", owner.create(new float[] {start.steepest()}));
            NDArray base = owned(owner, "base", owner.create(ball.centre().weights(), shape));
            double[] numbers = {FeasibleSet.reach(ball.radius()), ball.stepSize(), ball.norm() == Norm.L2 ? 1 : 0};
            NDArray limits = owned(owner, "numbers", host.create(numbers));
            NDList all = new NDList(kernel, bestKernel, steepest, base, limits);
            searches.put(slot, new Told(owner, kernel, bestKernel, steepest, all));
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    private static NDArray owned(NDManager owner, String field, NDArray array) {
        array.attach(owner);
        array.setName("kernel." + field);
        return array;
    }

    /**
     * Makes one update of every kernel, after that of the perturbations, and puts it into the slot's rows. Does not
     * wait for the device.
     *
     * @param slots in their order
     * @param tensors of the slots, as the update of the perturbations left them
     * @param passes gradients of all rows, in order
     */
    void move(List<Slot> slots, NDList tensors, BatchImages rows, List<InputGradient> passes) {
        if (searches.isEmpty()) {
            return;
        }
        List<NDArray> gradients = passes.stream()
                .map(pass -> Objects.requireNonNull(pass.ofKernel()))
                .toList();
        searches.forEach((slot, told) -> functions.tell(
                slots.indexOf(slot),
                rows.firstOf(slot),
                slot.attack().rows(),
                told.all(),
                tensors,
                rows.kernels(),
                gradients));
    }

    /**
     * Copies what a slot has found to an owner: b', the best one, and 1 if there was no gradient but 0. Empty for a
     * slot that does not search for a kernel. Does not wait for the device.
     */
    NDList take(Slot slot, NDManager owner) {
        Told told = searches.get(slot);
        if (told == null) {
            return new NDList();
        }
        NDList found = new NDList(
                told.kernel().duplicate(),
                told.best().duplicate(),
                told.steepest().eq(0));
        found.attach(owner);
        return found;
    }

    /** What a slot needs to go on elsewhere; null if it does not search for a kernel. Waits for the device. */
    AttackState.@Nullable Told state(Slot slot) {
        Told told = searches.get(slot);
        return told == null
                ? null
                : new AttackState.Told(
                        array(told.kernel()),
                        array(told.best()),
                        told.steepest().getFloat());
    }

    private static FloatArray array(NDArray kernel) {
        int side = (int) kernel.getShape().get(2);
        return FloatArray.of(dev.shakedown.imaging.array.Shape.of(side, side), kernel.toFloatArray());
    }

    /** The kernel with these weights, divided by their sum; null if one is not finite. Waits for the device. */
    static @Nullable BlurKernel read(NDArray kernel) {
        double[] weights = array(kernel).toDoubles();
        for (double weight : weights) {
            if (!Double.isFinite(weight)) {
                return null;
            }
        }
        return BlurKernel.of((int) kernel.getShape().get(2), weights);
    }

    void remove(Slot slot) {
        Told told = searches.remove(slot);
        if (told != null) {
            told.owner().close();
        }
    }

    @Override
    public void close() {
        searches.values().forEach(told -> told.owner().close());
        searches.clear();
        host.close();
    }
}
