package dev.shakedown.imaging.array;

import java.util.Arrays;

/** An array of float64 in row-major (C) order. Equal if shape and every bit are equal. Immutable. */
public final class DoubleArray implements NpyArray {

    private final Shape shape;
    private final double[] values;

    private DoubleArray(Shape shape, double[] values) {
        if (values.length != shape.elements()) {
            throw new IllegalArgumentException("%d values for shape %s".formatted(values.length, shape));
        }
        this.shape = shape;
        this.values = values;
    }

    /**
     * An array with a copy of the given values.
     *
     * @throws IllegalArgumentException if shape and values do not fit together
     */
    public static DoubleArray of(Shape shape, double[] values) {
        return new DoubleArray(shape, values.clone());
    }

    /** As {@link #of}, without the copy: the caller must not touch the values again. */
    static DoubleArray owning(Shape shape, double[] values) {
        return new DoubleArray(shape, values);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    /** The value at a place in row-major order. */
    public double at(int index) {
        return values[index];
    }

    @Override
    public double[] toDoubles() {
        return values.clone();
    }

    @Override
    public float[] toFloats() {
        float[] copy = new float[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (float) values[i];
        }
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DoubleArray array && shape.equals(array.shape) && Arrays.equals(values, array.values);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "DoubleArray" + shape;
    }
}
