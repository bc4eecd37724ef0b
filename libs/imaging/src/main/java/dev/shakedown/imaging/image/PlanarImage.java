package dev.shakedown.imaging.image;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * An RGB image as three planes of floats, shape (3, height, width), row by row. Values are normally in [0,1]; a
 * perturbed or noisy image may leave that range. Immutable.
 */
public final class PlanarImage {

    /** Red, green and blue. */
    public static final int CHANNELS = 3;

    private final int height;
    private final int width;
    private final float[] values;

    private PlanarImage(int height, int width, float[] values) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("height and width must be at least 1: %d, %d".formatted(height, width));
        }
        if (values.length != (long) CHANNELS * height * width) {
            throw new IllegalArgumentException(
                    "%d values for an image of shape (3, %d, %d)".formatted(values.length, height, width));
        }
        this.height = height;
        this.width = width;
        this.values = values;
    }

    /**
     * An image with a copy of the given values.
     *
     * @param height in pixels, at least 1
     * @param width in pixels, at least 1
     * @param values shape (3, height, width)
     * @throws IllegalArgumentException if the sizes do not fit together
     */
    public static PlanarImage of(int height, int width, float[] values) {
        return new PlanarImage(height, width, values.clone());
    }

    /** As {@link #of}, without the copy: the caller must not touch the array again. */
    static PlanarImage owning(int height, int width, float[] values) {
        return new PlanarImage(height, width, values);
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** A copy of all values, shape (3, height, width). */
    public float[] values() {
        return values.clone();
    }

    /** A read-only view of all values, shape (3, height, width); nothing is copied. */
    public FloatBuffer buffer() {
        return FloatBuffer.wrap(values).asReadOnlyBuffer();
    }

    /** A copy of one channel, shape (height, width); {@code channel}: 0 red, 1 green, 2 blue. */
    public float[] plane(int channel) {
        Objects.checkIndex(channel, CHANNELS);
        int size = height * width;
        return Arrays.copyOfRange(values, channel * size, (channel + 1) * size);
    }

    /**
     * One value.
     *
     * @param channel 0 red, 1 green, 2 blue
     * @param row from the top, from 0
     * @param column from the left, from 0
     * @throws IndexOutOfBoundsException outside the image
     */
    public float at(int channel, int row, int column) {
        Objects.checkIndex(channel, CHANNELS);
        Objects.checkIndex(row, height);
        Objects.checkIndex(column, width);
        return values[(channel * height + row) * width + column];
    }

    /**
     * The rectangle of the given size whose top left pixel is (top, left).
     *
     * @throws IndexOutOfBoundsException if it does not lie in the image
     */
    public PlanarImage crop(int top, int left, int height, int width) {
        Objects.checkFromIndexSize(top, height, this.height);
        Objects.checkFromIndexSize(left, width, this.width);
        float[] cropped = new float[CHANNELS * height * width];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int row = 0; row < height; row++) {
                int from = (channel * this.height + top + row) * this.width + left;
                System.arraycopy(values, from, cropped, (channel * height + row) * width, width);
            }
        }
        return new PlanarImage(height, width, cropped);
    }

    /** The sum with an image of the same size, in float32 and not clamped. */
    public PlanarImage plus(PlanarImage other) {
        float[] sum = values.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.values[i];
        }
        return new PlanarImage(height, width, sum);
    }

    /** Whether the other image has the same height and width. */
    public boolean sameSizeAs(PlanarImage other) {
        return height == other.height && width == other.width;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlanarImage image && sameSizeAs(image) && Arrays.equals(values, image.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * height + width) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "PlanarImage(3, %d, %d)".formatted(height, width);
    }
}
