package dev.shakedown.imaging.array;

/** An array of numbers in row-major (C) order. Immutable. */
public sealed interface NpyArray permits FloatArray, DoubleArray {

    Shape shape();

    /** A copy of the values as doubles, in row-major order; exact. */
    double[] toDoubles();

    /** A copy of the values as floats, in row-major order; doubles are rounded. */
    float[] toFloats();
}
