package dev.shakedown.imaging.kernel;

/**
 * Straight motion at constant speed: a point moves along a line through the centre of the kernel, and the weight of a
 * pixel is proportional to the length of the path inside its square. A horizontal path of 9 pixels gives nine equal
 * weights.
 */
public final class LinearMotionKernel {

    private LinearMotionKernel() {}

    /**
     * The kernel of the given path.
     *
     * @param size side in pixels, odd, {@value BlurKernel#MIN_SIZE} to {@value BlurKernel#MAX_SIZE}
     * @param length of the path in pixels, above 0 and at most size
     * @param angleDegrees direction of the path, counter-clockwise from the positive horizontal axis; 90 is upwards
     * @throws IllegalArgumentException outside these ranges
     */
    public static BlurKernel of(int size, double length, double angleDegrees) {
        BlurKernel.checkSize(size);
        if (!fits(size, length)) {
            throw new IllegalArgumentException(
                    "a path's length must be above 0 and at most the side %d: %s".formatted(size, length));
        }
        if (!Double.isFinite(angleDegrees)) {
            throw new IllegalArgumentException("a path's angle must be finite: " + angleDegrees);
        }
        double angle = StrictMath.toRadians(angleDegrees % 360);
        double right = StrictMath.cos(angle);
        double down = -StrictMath.sin(angle);
        int middle = size / 2;
        double[] weights = new double[size * size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double[] inside = {-length / 2, length / 2};
                clip(inside, column - middle, right);
                clip(inside, row - middle, down);
                weights[row * size + column] = Math.max(0, inside[1] - inside[0]);
            }
        }
        return BlurKernel.of(size, weights);
    }

    /** Whether a path of this length fits into a kernel of this side. */
    public static boolean fits(int size, double length) {
        return length > 0 && length <= size;
    }

    /** Keeps of the interval of t the part where centre - 1/2 <= t * direction <= centre + 1/2. */
    private static void clip(double[] interval, int centre, double direction) {
        double near = (centre - 0.5) / direction;
        double far = (centre + 0.5) / direction;
        // A direction of 0 gives infinities of the right signs: everything, or nothing.
        interval[0] = Math.max(interval[0], Math.min(near, far));
        interval[1] = Math.min(interval[1], Math.max(near, far));
    }
}
