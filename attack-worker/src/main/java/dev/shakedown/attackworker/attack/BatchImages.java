package dev.shakedown.attackworker.attack;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.attackworker.attack.StartingPoint.DerivedSeeds;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Distance.Measure;
import dev.shakedown.contract.campaign.Distance.Weighting;
import dev.shakedown.imaging.random.GaussianSequence;
import dev.shakedown.models.restoration.InputGradient;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
        /** The factor of the root of the sum of squares, 0 where that is not the distance; (1, 1, 1). */
        ROOT_FACTOR,
        /** The factor of the sum of squares, 0 where the distance is a norm; (1, 1, 1). */
        SQUARE_FACTOR,
        /** The factor of the sum of absolute values, 0 where that is not the distance; (1, 1, 1). */
        ABSOLUTE_FACTOR,
        /** 1 to weight pixels by the similarity of output and reference, -1 by 1 minus it, else 0; (1, 1, 1). */
        SIMILARITY,
        /** 1 if the output is clamped to [0,1] before it is compared, else 0; (1, 1, 1). */
        CLAMP,
        /** Of the JPEG file that the image is saved as, 0 for none; (1, 1, 1), on the host. */
        QUALITY,
        /** b, (1, K, K), only for non-blind networks. */
        KERNEL
    }

    /**
     * What delta is put on.
     *
     * @param y (1, 3, H, W)
     * @param r (1, 3, H, W)
     * @param b (1, 1, K, K); null for blind networks
     */
    record View(NDArray y, NDArray r, @Nullable NDArray b) {}

    private record Row(Slot slot, int number) {

        /** Which of the slot's noises: all files of a draw show the same. */
        int noise() {
            return number / Math.max(1, slot.attack().jpeg().size());
        }
    }

    private static final Set<Field> FACTORS =
            EnumSet.of(Field.ROOT_FACTOR, Field.SQUARE_FACTOR, Field.ABSOLUTE_FACTOR, Field.SIMILARITY, Field.CLAMP);

    private final RestorationNetwork network;
    private final StepFunctions functions;
    private final NDManager host;
    private final TensorStacks<Field> tensors;
    private final List<Row> rows = new ArrayList<>();
    private final LongAdder nanosInNetwork = new LongAdder();
    private long kernelSide;

    BatchImages(NDManager parent, RestorationNetwork network, StepFunctions functions) {
        this.network = network;
        this.functions = functions;
        this.host = parent.newSubManager(Device.cpu());
        this.tensors = new TensorStacks<>(parent, functions, "rows", Field.class);
    }

    int count() {
        return rows.size();
    }

    /**
     * Adds a slot's rows behind the others, or throws and leaves all as it is.
     *
     * @param views what its attack puts delta on
     * @param weights w; 1 everywhere if it is a scalar
     */
    void append(Slot slot, List<View> views, NDArray weights) {
        int count = tensors.count();
        try {
            put(slot.attack(), views, weights);
        } catch (RuntimeException e) {
            tensors.retract(tensors.count() - count);
            throw e;
        }
        for (int row = 0; row < slot.attack().rows(); row++) {
            rows.add(new Row(slot, row));
        }
    }

    private void put(Attack attack, List<View> views, NDArray weights) {
        Distance distance = attack.spec().distance();
        float sign = attack.ascends() ? -1 : 1;
        for (View view : views) {
            makeRoom(view);
            NDManager scope = view.y().getManager();
            NDList images = new NDList(
                    named(Field.BLURRED, view.y()),
                    named(Field.REFERENCE, view.r()),
                    named(Field.WEIGHTS, weights),
                    factor(scope, Field.ROOT_FACTOR, distance.measure() == Measure.L2, sign),
                    factor(scope, Field.SQUARE_FACTOR, distance.measure() == Measure.MSE, (float)
                            (sign * 1.0 / view.y().size())),
                    factor(scope, Field.ABSOLUTE_FACTOR, distance.measure() == Measure.L1, sign),
                    factor(scope, Field.SIMILARITY, distance.weighting() == Weighting.COSINE, -sign),
                    factor(scope, Field.CLAMP, distance.clampsOutput(), 1));
            if (view.b() != null) {
                images.add(named(Field.KERNEL, view.b()));
            }
            int first = tensors.count();
            tensors.extend(attack.draws());
            try (NDManager onHost = host.newSubManager()) {
                images.add(named(Field.QUALITY, onHost.create(qualities(attack), new Shape(attack.draws(), 1, 1, 1))));
                functions.put(tensors.all(), images, first, attack.draws());
            }
        }
    }

    /** Of each draw of a view: all qualities with the first noise, then with the second. */
    private static float[] qualities(Attack attack) {
        float[] qualities = new float[attack.draws()];
        List<Integer> files = attack.jpeg();
        for (int i = 0; i < qualities.length && !files.isEmpty(); i++) {
            qualities[i] = files.get(i % files.size());
        }
        return qualities;
    }

    private static NDArray factor(NDManager scope, Field field, boolean applies, float factor) {
        return named(field, Tensors.scalar(scope, applies ? factor : 0));
    }

    /** For the fields of the first row; for a kernel that is larger than those before it. */
    private void makeRoom(View view) {
        NDManager own = tensors.manager();
        NDArray b = view.b();
        if (tensors.count() == 0) {
            Shape image = view.y().getShape();
            Shape scalar = new Shape(1, 1, 1, 1);
            tensors.add(Field.BLURRED, own.zeros(image));
            tensors.add(Field.REFERENCE, own.zeros(image));
            tensors.add(Field.WEIGHTS, own.zeros(image));
            FACTORS.forEach(field -> tensors.add(field, own.zeros(scalar)));
            tensors.add(Field.QUALITY, host.zeros(scalar));
            kernelSide = 0;
            if (b != null) {
                tensors.add(Field.KERNEL, own.zeros(b.getShape()));
            }
        } else if (b != null && b.getShape().get(2) > kernelSide) {
            long margin = (b.getShape().get(2) - kernelSide) / 2;
            tensors.replace(Field.KERNEL, kernels -> kernels.pad(new Shape(margin, margin, margin, margin), 0));
        }
        kernelSide = b == null ? 0 : Math.max(kernelSide, b.getShape().get(2));
    }

    private static NDArray named(Field field, NDArray image) {
        image.setName("images." + field.name().toLowerCase(Locale.ROOT));
        return image;
    }

    /** Drops a slot's rows, as {@link BatchPerturbations#remove} drops the slot. */
    void remove(Slot slot) {
        int from = firstOf(slot);
        int count = slot.attack().rows();
        List<Row> others = rows.subList(from + count, rows.size());
        boolean byLast = rows.get(rows.size() - 1).slot().attack().rows() == count;
        tensors.remove(from, count, byLast);
        if (byLast && !others.isEmpty()) {
            Collections.rotate(others, count);
        }
        rows.subList(from, from + count).clear();
    }

    /** The first of a slot's rows. */
    int firstOf(Slot slot) {
        int first = 0;
        while (rows.get(first).slot() != slot) {
            first++;
        }
        return first;
    }

    /** The kernels of all rows, as an argument of {@link StepFunctions}. */
    NDList kernels() {
        return tensors.dictionary(EnumSet.of(Field.KERNEL));
    }

    /** Passes without the objective, added up over threads. */
    double secondsInNetwork() {
        return nanosInNetwork.sum() * 1e-9;
    }

    void lendTo(NDManager scope) {
        tensors.lendTo(scope, EnumSet.allOf(Field.class));
    }

    /**
     * Runs the network forward and back for the rows from {@code from} to {@code to} - 1.
     *
     * @param mayGoForwardOnly whether there may be no backward pass, and gradients of 0, where no row needs one
     * @param scope gets the result; all else is freed
     * @param deltas of the slots, in the order of the rows
     * @return signed distances, (n, 1, 1, 1), and their gradients, (n, 3, H, W), and (n, 1, K, K) if a slot of the
     *     batch perturbs its kernel: zeros for passes without such a slot
     */
    InputGradient differentiate(boolean mayGoForwardOnly, NDManager scope, NDList deltas, int from, int to) {
        try (NDManager pass = scope.newSubManager()) {
            NDList stacks = stacks();
            NDList inputs = functions.inputs(stacks, deltas, from, to);
            inputs.attach(pass);
            NDArray image = inputs.head();
            addNoise(image, from, to);
            boolean inFiles = rows.subList(from, to).stream()
                    .anyMatch(row -> !row.slot().attack().jpeg().isEmpty());
            NDArray input = inFiles ? functions.compress(image, stacks, from, to) : image;
            input.attach(pass);
            NDArray b = inputs.size() > 1 ? inputs.get(1) : null;
            long began = System.nanoTime();
            InputGradient.OutputObjective objective = output -> {
                long reached = System.nanoTime();
                InputGradient distance = functions.distance(output, stacks, from, to);
                nanosInNetwork.add(reached - System.nanoTime());
                return distance;
            };
            boolean forwardOnly = mayGoForwardOnly
                    && rows.subList(from, to).stream()
                            .allMatch(row -> row.slot().attack().isBlackBox());
            InputGradient gradient = forwardOnly
                    ? InputGradient.none(network, input, b, objective)
                    : b != null && anyPerturbsItsKernel(rows.subList(from, to))
                            ? InputGradient.throughBoth(network, input, b, objective)
                            : InputGradient.through(network, input, b, objective);
            nanosInNetwork.add(System.nanoTime() - began);
            NDArray slope = inFiles && !forwardOnly
                    ? functions.decompress(image, gradient.gradient(), stacks, from, to)
                    : gradient.gradient();
            gradient.objective().attach(scope);
            slope.attach(scope);
            if (b == null || !anyPerturbsItsKernel(rows)) {
                return new InputGradient(gradient.objective(), slope);
            }
            NDArray ofKernel = gradient.ofKernel() == null ? b.zerosLike() : gradient.ofKernel();
            ofKernel.attach(scope);
            return new InputGradient(gradient.objective(), slope, ofKernel);
        }
    }

    private static boolean anyPerturbsItsKernel(List<Row> some) {
        return some.stream().anyMatch(row -> row.slot().attack().spec().perturbsKernel());
    }

    /** All that the functions need to know of the rows; what changes nothing would cost passes over memory. */
    private NDList stacks() {
        Set<Field> needed = EnumSet.allOf(Field.class);
        dropUnless(row -> row.slot().attack().weights() != null, needed, Field.WEIGHTS);
        dropUnless(row -> distance(row).measure() == Measure.L1, needed, Field.ABSOLUTE_FACTOR);
        dropUnless(row -> distance(row).weighting() != null, needed, Field.SIMILARITY);
        dropUnless(row -> distance(row).clampsOutput(), needed, Field.CLAMP);
        dropUnless(row -> !row.slot().attack().jpeg().isEmpty(), needed, Field.QUALITY);
        return tensors.dictionary(needed);
    }

    private void dropUnless(Predicate<Row> isNeeded, Set<Field> needed, Field field) {
        if (rows.stream().noneMatch(isNeeded)) {
            needed.remove(field);
        }
    }

    private static Distance distance(Row row) {
        return row.slot().attack().spec().distance();
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
                        slot.attack().seed(), slot.steps(), rows.get(i).noise()));
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
        host.close();
    }
}
