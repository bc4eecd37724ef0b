package dev.shakedown.imaging.array;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The side lengths of an array, outermost first. Empty for a single number. Immutable. */
public final class Shape {

    private final int[] sides;
    private final int elements;

    private Shape(int[] sides) {
        long product = 1;
        for (int side : sides) {
            if (side < 0) {
                throw new IllegalArgumentException("a side must not be negative: " + Arrays.toString(sides));
            }
            product = Math.multiplyExact(product, (long) side);
        }
        this.sides = sides;
        this.elements = Math.toIntExact(product);
    }

    /**
     * The shape with the given sides.
     *
     * @throws IllegalArgumentException if a side is negative
     * @throws ArithmeticException if the number of elements is not an int
     */
    public static Shape of(int... sides) {
        return new Shape(sides.clone());
    }

    /** How many sides there are. */
    public int dimensions() {
        return sides.length;
    }

    /** The length of a side, counted from 0, outermost first. */
    public int side(int dimension) {
        return sides[dimension];
    }

    /** The product of all sides. */
    public int elements() {
        return elements;
    }

    /** A copy of the sides. */
    public int[] toArray() {
        return sides.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sides, shape.sides);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sides);
    }

    /** As Python writes a tuple: {@code (3, 4)}, {@code (3,)}, {@code ()}. */
    @Override
    public String toString() {
        String joined = Arrays.stream(sides).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return sides.length == 1 ? "(" + joined + ",)" : "(" + joined + ")";
    }
}
