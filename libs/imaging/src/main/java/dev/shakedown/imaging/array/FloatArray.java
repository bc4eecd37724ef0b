package dev.shakedown.imaging.array;

import java.util.Arrays;

/** An array of float32 in row-major (C) order. Equal if shape and every bit are equal. Immutable. */
public final class FloatArray implements NpyArray {

    private final Shape shape;
    private final float[] values;

    private FloatArray(Shape shape, float[] values) {
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
    public static FloatArray of(Shape shape, float[] values) {
        return new FloatArray(shape, values.clone());
    }

    /** As {@link #of}, without the copy: the caller must not touch the values again. */
    static FloatArray owning(Shape shape, float[] values) {
        return new FloatArray(shape, values);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public double[] toDoubles() {
        double[] copy = new double[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values[i];
        }
        return copy;
    }

    @Override
    public float[] toFloats() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatArray array && shape.equals(array.shape) && Arrays.equals(values, array.values);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "FloatArray" + shape;
    }
}
