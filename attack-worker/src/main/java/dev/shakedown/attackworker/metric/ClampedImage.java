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
        double sum = 0;
        boolean same = true;
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.min(1f, Math.max(0f, values[i]));
            sum += values[i];
            same &= values[i] == values[0];
        }
        constant = same;
        mean = sum / values.length;
        double centred = 0;
        for (float value : values) {
            centred += (value - mean) * (value - mean);
        }
        squares = centred;
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

    double at(int i) {
        return values[i];
    }

    double mean() {
        return mean;
    }

    /** The sum of (a - mean)^2 over all values. */
    double squares() {
        return squares;
    }

    /** Whether all values are the same; false if one is NaN. */
    boolean isConstant() {
        return constant;
    }

    /** A copy of one channel, shape (height, width). */
    double[] plane(int channel) {
        double[] plane = new double[height * width];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = values[channel * plane.length + i];
        }
        return plane;
    }
}
