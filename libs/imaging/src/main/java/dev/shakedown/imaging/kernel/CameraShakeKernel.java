package dev.shakedown.imaging.kernel;

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
}
