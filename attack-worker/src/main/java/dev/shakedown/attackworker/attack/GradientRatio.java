package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.throughput.OutOfMemory;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Compares a network's gradient with how its output really changes. At y, with d of random signs (3, H, W):
 *
 * <pre>
 * u = (N(y + h d) - N(y - h d)) / (2 h)
 * r = &lt;d, J^T u&gt; / &lt;u, u&gt;
 * </pre>
 *
 * J^T u is the gradient of &lt;N(y), u&gt; as the backward pass gives it. If J is the derivative of N, u is J d up to
 * terms of h^2, and r is 1 up to them. If J is that of a part of N, r is the share of u that this part makes.
 *
 * <p>The differences are central: forward ones contain the curvature, which exceeds J d on nafnet-mini. There is no
 * upper limit, since curvature and saturation lead above 1 with a right gradient.
 */
public final class GradientRatio {

    /** Below this, the gradient is not that of the output. */
    public static final double LEAST = 0.5;

    /** h, on the scale of [0,1]: larger than what rounding to 8 bits or bfloat16 inside a network hides. */
    private static final double STEP = 1.0 / 255;

    /** Further h where r is low with the first, to tell a wrong gradient from one of a much curved network. */
    private static final double[] SMALLER = {0.5 / 255, 0.1 / 255};

    /** The r that acquits there: that of a right gradient comes near to 1 as h becomes small. */
    private static final double NEAR_1 = 0.75;

    private static final long SEED = 0x510e527fade682d1L;

    /** Of ||u||, what may differ when u is measured again: such noise makes r smaller by at most 0.5 %. */
    private static final double REPEATABLE = 0.1;

    private GradientRatio() {}

    /**
     * Measures r at the attack's first view. For each h it runs the network twice forward, and once forward and back;
     * most networks need one h alone. If r is low with all, four further passes show whether the output is random.
     *
     * <p>Each h has its own d, which follows from the image's size alone. So a job has one result wherever it runs.
     *
     * @param network the one that the attack was crafted on
     * @return r; empty if the attack uses no gradient with respect to the image, if u is 0 or not finite, if r is low
     *     and the output random, or if memory does not suffice for a pass beside those of a batch
     */
    public static OptionalDouble of(RestorationNetwork network, Attack attack) {
        if (attack.isBlackBox() || !attack.spec().perturbsImage()) {
            return OptionalDouble.empty();
        }
        try (NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
            return of(network, manager, attack);
        } catch (RuntimeException e) {
            if (OutOfMemory.is(e)) {
                return OptionalDouble.empty();
            }
            throw e;
        }
    }

    private static OptionalDouble of(RestorationNetwork network, NDManager manager, Attack attack) {
        SplittableRandom random = new SplittableRandom(SEED);
        double r = ratio(network, manager, attack, random, STEP);
        if (!Double.isFinite(r)) {
            return OptionalDouble.empty();
        }
        if (r >= LEAST) {
            return OptionalDouble.of(r);
        }
        for (double smaller : SMALLER) {
            double again = ratio(network, manager, attack, random, smaller);
            if (again >= NEAR_1) {
                return OptionalDouble.of(again);
            }
        }
        return isRandom(network, manager, attack) ? OptionalDouble.empty() : OptionalDouble.of(r);
    }

    /** r; not finite where u is 0 or not finite. */
    private static double ratio(
            RestorationNetwork network, NDManager manager, Attack attack, SplittableRandom random, double h) {
        PlanarImage d = signs(attack.blurred(), random);
        PlanarImage u = change(network, manager, attack, d, h);
        return product(d, gradient(network, manager, attack, u)) / product(u, u);
    }

    private static boolean isRandom(RestorationNetwork network, NDManager manager, Attack attack) {
        PlanarImage d = signs(attack.blurred(), new SplittableRandom(SEED));
        PlanarImage u = change(network, manager, attack, d, STEP);
        PlanarImage again = change(network, manager, attack, d, STEP);
        return Distances.l2(u, again) > REPEATABLE * Distances.l2(u);
    }

    /** u. */
    private static PlanarImage change(
            RestorationNetwork network, NDManager manager, Attack attack, PlanarImage d, double h) {
        PlanarImage y = attack.blurred();
        List<PlanarImage> ends = Restoration.restore(
                network, manager, List.of(y.plus(times(d, h)), y.plus(times(d, -h))), attack.kernel());
        float[] up = ends.get(0).values();
        float[] down = ends.get(1).values();
        for (int i = 0; i < up.length; i++) {
            up[i] = (float) (((double) up[i] - down[i]) / (2 * h));
        }
        return PlanarImage.of(y.height(), y.width(), up);
    }

    /** J^T u. */
    private static PlanarImage gradient(RestorationNetwork network, NDManager manager, Attack attack, PlanarImage u) {
        try (NDManager scope = manager.newSubManager()) {
            BlurKernel b = attack.kernel();
            NDArray gradient = network.gradient(
                    Tensors.image(scope, attack.blurred()),
                    b == null ? null : Tensors.kernel(scope, b, b.size()),
                    Tensors.image(scope, u));
            return Tensors.toImage(gradient);
        }
    }

    private static PlanarImage signs(PlanarImage y, SplittableRandom random) {
        float[] signs = new float[PlanarImage.CHANNELS * y.height() * y.width()];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = random.nextBoolean() ? 1 : -1;
        }
        return PlanarImage.of(y.height(), y.width(), signs);
    }

    private static PlanarImage times(PlanarImage image, double factor) {
        float[] values = image.values();
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) factor;
        }
        return PlanarImage.of(image.height(), image.width(), values);
    }

    private static double product(PlanarImage a, PlanarImage b) {
        float[] left = a.values();
        float[] right = b.values();
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }
}
