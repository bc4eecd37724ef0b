package dev.shakedown.imaging.array;

/**
 * Sums of scaled rows of numbers, in a fixed order, so that the result is the same on every JVM and whichever rows go
 * together. The JVM makes vector instructions only of short loops over arrays that all begin at the same place; hence
 * four rows at a time, each an array of its own.
 */
public final class WeightedRows {

    private static final int TOGETHER = 4;

    private WeightedRows() {}

    /**
     * Adds weights[k] * rows[k][i] to sums[i], for k from 0 on one after the other.
     *
     * @param rows each with at least as many numbers as there are sums
     * @param count how many of the rows and weights to add
     */
    public static void add(double[] sums, double[] weights, double[][] rows, int count) {
        int k = 0;
        while (k + TOGETHER <= count) {
            add(
                    sums,
                    weights[k],
                    rows[k],
                    weights[k + 1],
                    rows[k + 1],
                    weights[k + 2],
                    rows[k + 2],
                    weights[k + 3],
                    rows[k + 3]);
            k += TOGETHER;
        }
        while (k < count) {
            add(sums, weights[k], rows[k]);
            k++;
        }
    }

    private static void add(double[] sums, double w, double[] a) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += w * a[i];
        }
    }

    private static void add(
            double[] sums, double w0, double[] a, double w1, double[] b, double w2, double[] c, double w3, double[] d) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = sums[i] + w0 * a[i] + w1 * b[i] + w2 * c[i] + w3 * d[i];
        }
    }
}
