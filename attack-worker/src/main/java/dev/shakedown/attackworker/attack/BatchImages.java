package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.contract.campaign.Distance.Measure;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.imaging.random.GaussianSequence;
import dev.shakedown.models.restoration.InputGradient;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The images that go through the network in a step: for every slot its views, each as often as noise is drawn for it.
 * Passes are cut from them; they are in the slots' order.
 *
 * <p>Owns native memory until {@link #close()}. {@link #differentiate} may run on several threads at once, the rest
 * belongs to one.
 */
final class BatchImages implements AutoCloseable {

    private enum Field {
        /** y, (3, H, W). */
        BLURRED,
        /** r, (3, H, W). */
        REFERENCE,
        /** w, (3, H, W). */
        WEIGHTS,
        /** The factor of the root of the sum of squares, 0 if the distance is their mean; (1, 1, 1). */
        ROOT_FACTOR,
        /** The factor of the sum of squares, 0 if the distance is a norm; (1, 1, 1). */
        SQUARE_FACTOR,
        /** b, (1, K, K), only for non-blind networks. */
        KERNEL
    }

    /** One row as the host sees it. */
    private record Row(Slot slot, int number) {}

    private final RestorationNetwork network;
    private final StepFunctions functions;
    private final TensorStacks<Field> tensors;
    private final List<Row> rows = new ArrayList<>();
    private final LongAdder nanosInNetwork = new LongAdder();

    BatchImages(NDManager parent, RestorationNetwork network, StepFunctions functions) {
        this.network = network;
        this.functions = functions;
        this.tensors = new TensorStacks<>(parent, "rows", Field.class);
    }

    int count() {
        return rows.size();
    }

    /** Adds a slot's rows behind the others; its references are known by now. */
    void append(Slot slot, boolean blind) {
        Attack attack = slot.attack();
        int row = 0;
        for (int view = 0; view < attack.views().size(); view++) {
            for (int sample = 0; sample < attack.samples(); sample++) {
                append(attack, attack.views().get(view), slot.references().get(view), blind);
                rows.add(new Row(slot, row++));
            }
        }
    }

    private void append(Attack attack, AttackedView view, PlanarImage reference, boolean blind) {
        NDManager manager = tensors.manager();
        NDArray y = Tensors.image(manager, view.blurred());
        PlanarImage weights = attack.weights();
        boolean rooted = attack.spec().distance().measure() == Measure.L2;
        tensors.append(Field.WEIGHTS, weights == null ? y.onesLike() : Tensors.image(manager, weights));
        tensors.append(Field.REFERENCE, Tensors.image(manager, reference));
        float sign = attack.ascends() ? -1 : 1;
        tensors.append(Field.ROOT_FACTOR, Tensors.scalar(manager, rooted ? sign : 0));
        tensors.append(Field.SQUARE_FACTOR, Tensors.scalar(manager, rooted ? 0 : (float) (sign * 1.0 / y.size())));
        tensors.append(Field.BLURRED, y);
        BlurKernel kernel = view.kernel();
        if (!blind && kernel != null) {
            tensors.append(Field.KERNEL, Tensors.kernel(manager, kernel, kernel.size()), BatchImages::padded);
        }
    }

    /** Kernels of different sides in one stack, the smaller ones with zeros around them. */
    private static NDArray padded(NDArray stack, NDArray row) {
        long side = Math.max(stack.getShape().get(2), row.getShape().get(2));
        try (NDArray wideStack = padded(stack, side);
                NDArray wideRow = padded(row, side)) {
            return NDArrays.concat(new NDList(wideStack, wideRow));
        }
    }

    private static NDArray padded(NDArray kernels, long side) {
        long margin = (side - kernels.getShape().get(2)) / 2;
        return kernels.pad(new Shape(margin, margin, margin, margin), 0);
    }

    /** Drops a slot's rows. */
    void remove(Slot slot) {
        int from = 0;
        while (rows.get(from).slot() != slot) {
            from++;
        }
        int to = from + slot.attack().rows();
        tensors.remove(from, to);
        rows.subList(from, to).clear();
    }

    /** Passes without the objective, added up over threads. */
    double secondsInNetwork() {
        return nanosInNetwork.sum() * 1e-9;
    }

    void lendTo(NDManager scope) {
        tensors.lendTo(scope);
    }

    /**
     * Runs the network forward and back for the rows from {@code from} to {@code to} - 1.
     *
     * @param scope gets the result; all else is freed
     * @param deltas of the slots, in the order of the rows
     * @return signed distances, (n, 1, 1, 1), and their gradients, (n, 3, H, W)
     */
    InputGradient differentiate(NDManager scope, NDList deltas, int from, int to) {
        try (NDManager pass = scope.newSubManager()) {
            NDList stacks = stacks();
            NDList inputs = functions.inputs(stacks, deltas, from, to);
            inputs.attach(pass);
            NDArray input = inputs.head();
            addNoise(input, from, to);
            NDArray b = inputs.size() > 1 ? inputs.get(1) : null;
            long began = System.nanoTime();
            InputGradient gradient = InputGradient.through(network, input, b, output -> {
                long reached = System.nanoTime();
                InputGradient distance = functions.distance(output, stacks, from, to);
                nanosInNetwork.add(reached - System.nanoTime());
                return distance;
            });
            nanosInNetwork.add(System.nanoTime() - began);
            gradient.objective().attach(scope);
            gradient.gradient().attach(scope);
            return gradient;
        }
    }

    /** All that the functions need to know of the rows; weights of 1 everywhere would cost a pass over memory. */
    private NDList stacks() {
        boolean weighted = rows.stream().anyMatch(row -> row.slot().attack().weights() != null);
        return tensors.dictionary(
                weighted ? EnumSet.allOf(Field.class) : EnumSet.complementOf(EnumSet.of(Field.WEIGHTS)));
    }

    private void addNoise(NDArray input, int from, int to) {
        if (rows.subList(from, to).stream().noneMatch(row -> row.slot().attack().noiseSigma() > 0)) {
            return;
        }
        int values = (int) (input.size() / (to - from));
        float[] noise = new float[(to - from) * values];
        for (int i = from; i < to; i++) {
            Slot slot = rows.get(i).slot();
            double sigma = slot.attack().noiseSigma();
            if (sigma > 0) {
                GaussianSequence gaussian = new GaussianSequence(DerivedSeeds.ofNoise(
                        slot.attack().seed(), slot.steps(), rows.get(i).number()));
                for (int j = 0; j < values; j++) {
                    noise[(i - from) * values + j] = (float) (sigma * gaussian.next());
                }
            }
        }
        input.addi(input.getManager().create(noise, input.getShape()));
    }

    @Override
    public void close() {
        tensors.close();
    }
}
