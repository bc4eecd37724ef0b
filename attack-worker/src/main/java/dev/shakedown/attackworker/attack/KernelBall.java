package dev.shakedown.attackworker.attack;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.Arrays;
import java.util.Objects;

/**
 * The kernels b' that a network may be told in place of b: non-negative, of sum 1, of b's size, and no further from b
 * than a radius.
 *
 * @param centre b
 * @param norm of the distance: the square root of the sum of squares over all weights, or the greatest one
 * @param radius greatest distance, above 0: a part of b's own norm
 */
public record KernelBall(BlurKernel centre, Norm norm, double radius) {

    /** How many updates of one direction lead from the centre to the border. */
    private static final double UPDATES_TO_BORDER = 8;

    /** Weights are float32 in a search; as a part of b's greatest weight, what that may add to a distance. */
    private static final double ROUNDING = 0x1p-22;

    /** That of an attack on the kernel. */
    public static KernelBall of(BlurKernel centre, AttackSpec spec) {
        Norm norm = Objects.requireNonNull(spec.kernelNorm());
        double part = Objects.requireNonNull(spec.kernelBudget());
        return new KernelBall(centre, norm, part * length(centre.weights(), norm));
    }

    static KernelBall of(Attack attack) {
        return of(Objects.requireNonNull(attack.kernel()), attack.spec());
    }

    private static double length(double[] weights, Norm norm) {
        double sum = 0;
        double greatest = 0;
        for (double weight : weights) {
            sum += weight * weight;
            greatest = Math.max(greatest, Math.abs(weight));
        }
        return norm == Norm.L2 ? Math.sqrt(sum) : greatest;
    }

    /** ||b' - b|| in the ball's norm. */
    public double distance(BlurKernel told) {
        return distance(told, norm);
    }

    /** ||b' - b|| in a norm. */
    public double distance(BlurKernel told, Norm measure) {
        return length(way(told.weights()), measure);
    }

    /** Whether a kernel of b's size is within the radius, but for the rounding of weights to float32. */
    public boolean holds(BlurKernel told) {
        return distance(told) <= limit();
    }

    /** The radius and what rounding may add to it. */
    public double limit() {
        double rounding = ROUNDING * length(centre.weights(), Norm.LINF);
        return radius + (norm == Norm.L2 ? rounding * centre.size() : rounding);
    }

    /** How far an update moves b', in the ball's norm. */
    double stepSize() {
        return radius / UPDATES_TO_BORDER;
    }

    /**
     * A kernel of the ball: with p the projection onto the simplex, b + min(1, r / ||p - b||) (p - b), which is a
     * convex combination of two kernels. Leaves b as it is, to rounding.
     *
     * @param weights any finite numbers, shape (K, K)
     */
    float[] project(double[] weights) {
        double[] way = way(ontoSimplex(weights));
        double part = Math.min(1, FeasibleSet.reach(radius) / length(way, norm));
        double[] base = centre.weights();
        float[] kernel = new float[way.length];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) Math.max(0, base[i] + (part < 1 ? part * way[i] : way[i]));
        }
        return kernel;
    }

    /**
     * The nearest numbers that are non-negative and have sum 1: max(v - theta, 0), with u the numbers in descending
     * order and theta the quotient (u_1 + ... + u_j - 1) / j at the greatest j where it is below u_j (Held, Wolfe and
     * Crowder, "Validation of subgradient optimization", 1974; Duchi et al., ICML 2008, figure 1).
     */
    static double[] ontoSimplex(double[] values) {
        double[] ascending = values.clone();
        Arrays.sort(ascending);
        double sum = -1;
        double theta = 0;
        for (int j = 1; j <= ascending.length; j++) {
            double next = ascending[ascending.length - j];
            sum += next;
            if (next > sum / j) {
                theta = sum / j;
            }
        }
        double[] projected = new double[values.length];
        for (int i = 0; i < projected.length; i++) {
            projected[i] = Math.max(values[i] - theta, 0);
        }
        return projected;
    }

    private double[] way(double[] weights) {
        double[] base = centre.weights();
        double[] way = new double[base.length];
        for (int i = 0; i < way.length; i++) {
            way[i] = weights[i] - base[i];
        }
        return way;
    }
}
