package dev.shakedown.imaging.kernel;

/**
 * A disk of constant brightness, as of a lens out of focus. The weight of a pixel is proportional to the area that the
 * disk, centred in the centre pixel, covers of it; the area is exact, so the edge is smooth. Up to normalisation the
 * same as MATLAB's {@code fspecial('disk', radius)}.
 */
public final class DiskKernel {

    private DiskKernel() {}

    /**
     * The kernel of the given radius.
     *
     * @param size side in pixels, odd, {@value BlurKernel#MIN_SIZE} to {@value BlurKernel#MAX_SIZE}
     * @param radius in pixels, above 0 and at most size/2 (the real number: 3.5 for size 7)
     * @throws IllegalArgumentException outside these ranges
     */
    public static BlurKernel of(int size, double radius) {
        BlurKernel.checkSize(size);
        if (!fits(size, radius)) {
            throw new IllegalArgumentException("a disk's radius must be above 0 and at most %s for side %d: %s"
                    .formatted(size / 2.0, size, radius));
        }
        int middle = size / 2;
        double[] weights = new double[size * size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                weights[row * size + column] = coveredArea(Math.abs(row - middle), Math.abs(column - middle), radius);
            }
        }
        return BlurKernel.of(size, weights);
    }

    /** Whether a disk of this radius fits into a kernel of this side. */
    public static boolean fits(int size, double radius) {
        return radius > 0 && radius <= size / 2.0;
    }

    /**
     * The area that the disk around the origin covers of the unit square around (x, y), where x and y are not below 0.
     */
    private static double coveredArea(int x, int y, double radius) {
        double left = Math.max(0, x - 0.5);
        double bottom = Math.max(0, y - 0.5);
        // A square across an axis is twice its half.
        int halves = (x == 0 ? 2 : 1) * (y == 0 ? 2 : 1);
        return halves * areaInQuadrant(left, x + 0.5, bottom, y + 0.5, radius);
    }

    private static double areaInQuadrant(double left, double right, double bottom, double top, double radius) {
        // Left of `full` the disk reaches above the square, right of `end` it stays below it.
        double full = Math.min(right, Math.max(left, chord(top, radius)));
        double end = Math.min(right, Math.max(left, chord(bottom, radius)));
        double belowArc = areaUnderArc(end, radius) - areaUnderArc(full, radius) - bottom * (end - full);
        return (full - left) * (top - bottom) + Math.max(0, belowArc);
    }

    /** Half the width of the disk at the given height; 0 outside. */
    private static double chord(double height, double radius) {
        return StrictMath.sqrt(Math.max(0, radius * radius - height * height));
    }

    /** The area between 0 and x under the arc. */
    private static double areaUnderArc(double x, double radius) {
        double inside = Math.min(x, radius);
        return 0.5 * (inside * chord(inside, radius) + radius * radius * StrictMath.asin(inside / radius));
    }
}
