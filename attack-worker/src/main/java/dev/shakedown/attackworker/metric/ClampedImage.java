package dev.shakedown.attackworker.metric;

import dev.shakedown.imaging.image.PlanarImage;

/**
 * An image as every metric sees it: clamped to [0,1], shape (3, height, width), with what it alone contributes to
 * comparisons. Sums run in float64.
 */
final class ClampedImage {

    private final int height;
    private final int width;
    private final float[] values;
    private final double mean;
    private final double squares;
    private final boolean constant;

    ClampedImage(PlanarImage image) {
        height = image.height();
        width = image.width();
        values = image.values();
        // Loops of one kind each, so that the compiler makes vector instructions of the first.
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(1f, Math.max(0f, values[i]));
        }
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        constant = isConstant(values);
        mean = sum / values.length;
        double centred = 0;
        for (float value : values) {
            centred += (value - mean) * (value - mean);
        }
        squares = centred;
    }

    private static boolean isConstant(float[] values) {
        for (float value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int size() {
        return values.length;
    }

    /** What two images have in common: the sum of (a - b)^2, and that of (a - mean(a)) (b - mean(b)). */
    record Sums(double squaredDifferences, double centredProducts) {}

    /** Sums with an image of the same size, both in one pass: the processor waits for the last addition of either. */
    Sums sums(ClampedImage other) {
        float[] a = values;
        float[] b = other.values;
        double meanA = mean;
        double meanB = other.mean;
        double squares = 0;
        double products = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (double) a[i] - b[i];
            squares += difference * difference;
            products += (a[i] - meanA) * (b[i] - meanB);
        }
        return new Sums(squares, products);
    }

    /** The sum of (a - mean)^2 over all values. */
    double squares() {
        return squares;
    }

    /** Whether all values are the same; false if one is NaN. */
    boolean isConstant() {
        return constant;
    }

    /** Copies a row of a channel. */
    void row(int channel, int row, double[] into) {
        int from = (channel * height + row) * width;
        for (int i = 0; i < into.length; i++) {
            into[i] = values[from + i];
        }
    }
}
