package dev.shakedown.imaging.kernel;

import dev.shakedown.imaging.random.GaussianSequence;
import java.util.SplittableRandom;

/**
 * The blur of a hand-held camera: a random smooth trajectory (see {@link CameraTrajectory}), every sample of which
 * leaves its light on the four pixels around it, shared bilinearly. The kernel's centroid is the centre pixel, and the
 * trajectory reaches into the outermost row or column. The same size and seed give the same weights, bit for bit, on
 * every JVM.
 */
public final class CameraShakeKernel {

    /** How far from the outermost pixels' centres the trajectory stays, in pixels. */
    private static final double MARGIN = 0.25;

    private CameraShakeKernel() {}

    /**
     * The kernel of a seed.
     *
     * @param size side in pixels, odd, {@value BlurKernel#MIN_SIZE} to {@value BlurKernel#MAX_SIZE}
     * @param seed of the trajectory; the shape of the path depends on the seed alone
     * @throws IllegalArgumentException if no kernel has this size
     */
    public static BlurKernel of(int size, long seed) {
        BlurKernel.checkSize(size);
        int middle = size / 2;
        CameraTrajectory path = CameraTrajectory.of(seed);
        path.fitInto(middle - MARGIN);
        double[] weights = new double[size * size];
        for (int t = 0; t < path.samples(); t++) {
            double column = middle + path.x(t);
            double row = middle + path.y(t);
            int left = (int) column;
            int top = (int) row;
            double toRight = column - left;
            double toBottom = row - top;
            int at = top * size + left;
            weights[at] += (1 - toRight) * (1 - toBottom);
            weights[at + 1] += toRight * (1 - toBottom);
            weights[at + size] += (1 - toRight) * toBottom;
            weights[at + size + 1] += toRight * toBottom;
        }
        return BlurKernel.of(size, weights);
    }

    /**
     * A random walk of the camera with inertia: a velocity of constant speed whose direction drifts by Gaussian
     * impulses, is drawn back towards the start, and now and then turns round abruptly.
     *
     * <p>The exposure ends after a random share of the walk, so that some paths are a single stroke and others are
     * tangled.
     *
     * <p>The model is that of G. Boracchi and A. Foi, "Modeling the performance of image restoration from motion blur",
     * IEEE Transactions on Image Processing 21(8), 2012, with its parameters drawn from the ranges that O. Kupyn et al.
     * use for DeblurGAN (CVPR 2018).
     */
    static final class CameraTrajectory {

        /** Samples in the longest exposure. */
        private static final int MAX_SAMPLES = 2000;
        /** Path length of the longest exposure in units of the model; the path is scaled afterwards. */
        private static final double PATH_LENGTH = 60;

        private static final double MIN_EXPOSURE = 0.1;
        private static final double MAX_EXPOSURE = 0.4;

        private final int samples;
        private final double[] x;
        private final double[] y;

        private CameraTrajectory(int samples) {
            this.samples = samples;
            this.x = new double[samples];
            this.y = new double[samples];
        }

        static CameraTrajectory of(long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            GaussianSequence gaussian = new GaussianSequence(random);
            double exposure = MIN_EXPOSURE + (MAX_EXPOSURE - MIN_EXPOSURE) * random.nextDouble();
            CameraTrajectory path = new CameraTrajectory((int) (exposure * MAX_SAMPLES));

            double anxiety = 0.1 * random.nextDouble();
            double centripetal = 0.7 * random.nextDouble();
            double impulse = 10 * random.nextDouble();
            double abruptTurns = 0.2 * random.nextDouble();
            double heading = 2 * StrictMath.PI * random.nextDouble();
            double speed = PATH_LENGTH / (MAX_SAMPLES - 1);
            double vx = speed * StrictMath.cos(heading);
            double vy = speed * StrictMath.sin(heading);

            for (int t = 1; t < path.samples; t++) {
                double turnX = 0;
                double turnY = 0;
                if (random.nextDouble() < abruptTurns * anxiety) {
                    double turn = StrictMath.PI + random.nextDouble() - 0.5;
                    turnX = 2 * (vx * StrictMath.cos(turn) - vy * StrictMath.sin(turn));
                    turnY = 2 * (vx * StrictMath.sin(turn) + vy * StrictMath.cos(turn));
                }
                vx += turnX + anxiety * (impulse * gaussian.next() - centripetal * path.x[t - 1]) * speed;
                vy += turnY + anxiety * (impulse * gaussian.next() - centripetal * path.y[t - 1]) * speed;
                double norm = StrictMath.sqrt(vx * vx + vy * vy);
                vx *= speed / norm;
                vy *= speed / norm;
                path.x[t] = path.x[t - 1] + vx;
                path.y[t] = path.y[t - 1] + vy;
            }
            return path;
        }

        int samples() {
            return samples;
        }

        double x(int sample) {
            return x[sample];
        }

        double y(int sample) {
            return y[sample];
        }

        /** Moves the path's mean to the origin and scales it so that its greatest coordinate is the given reach. */
        void fitInto(double reach) {
            double meanX = mean(x);
            double meanY = mean(y);
            double greatest = 0;
            for (int t = 0; t < samples; t++) {
                x[t] -= meanX;
                y[t] -= meanY;
                greatest = Math.max(greatest, Math.max(Math.abs(x[t]), Math.abs(y[t])));
            }
            for (int t = 0; t < samples; t++) {
                x[t] *= reach / greatest;
                y[t] *= reach / greatest;
            }
        }

        private static double mean(double[] values) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            return sum / values.length;
        }
    }
}
