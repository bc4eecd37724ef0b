package dev.shakedown.models.check;

import ai.djl.ndarray.NDArray;
import dev.shakedown.models.restoration.RestorationNetwork;
import org.jspecify.annotations.Nullable;

/** How near arrays are to one another, and how near two computations of one gradient can be expected to be. */
public final class NumericAgreement {

    /** Bound of the relative distance between two computations of the same values in float32. */
    public static final double SAME = 1e-4;

    /** The same in 16 bits. */
    static final double SAME_COARSELY = 2e-2;

    /** The most that is believed of rounding. */
    static final double WIDEST = 0.1;

    private static final double ROUNDING = 1e-6;
    private static final double ALLOWANCE = 4;

    private NumericAgreement() {}

    /** Whether no value is infinite or not a number. */
    public static boolean isFinite(NDArray array) {
        for (float value : array.toFloatArray()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** ||actual - expected||2 / ||expected||2, or the numerator alone if the denominator is zero. */
    public static double relativeDistance(NDArray actual, NDArray expected) {
        float[] a = actual.toFloatArray();
        float[] e = expected.toFloatArray();
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < e.length; i++) {
            difference += ((double) a[i] - e[i]) * ((double) a[i] - e[i]);
            norm += (double) e[i] * e[i];
        }
        return norm == 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
    }

    /** The sum of the products, in double precision: in single precision small differences would drown. */
    public static double inner(NDArray left, NDArray right) {
        float[] a = left.toFloatArray();
        float[] b = right.toFloatArray();
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /**
     * What relative distance rounding alone can put between two computations of the gradient of sum(g * N(y, b)).
     *
     * <p>A ReLU's input that is zero but for rounding is on either side of the kink, and the gradient jumps there; so
     * gradients of networks with many of them (RGDN, DeblurGAN-v2) differ by up to some per cent where outputs agree to
     * a millionth. Measured here is how far the gradient moves when y moves by {@value #ROUNDING}.
     *
     * @return four times that, at least {@link #SAME} and at most {@value #WIDEST}
     */
    public static double gradientTolerance(RestorationNetwork network, NDArray y, @Nullable NDArray b, NDArray g) {
        NDArray noise = new TrialInput(y.getManager(), 5).uniform(-ROUNDING, ROUNDING, y.getShape());
        double moved = relativeDistance(network.gradient(y.add(noise), b, g), network.gradient(y, b, g));
        return Math.min(Math.max(SAME, ALLOWANCE * moved), WIDEST);
    }
}
