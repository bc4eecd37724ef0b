package dev.shakedown.attackworker.metric;

/**
 * Local means under a Gaussian of 11 x 11 pixels and standard deviation 1.5, only where the window lies inside the
 * image. Separable: first along rows, then along columns.
 */
final class GaussianWindow {

    static final int SIZE = 11;

    private static final double SIGMA = 1.5;
    private static final double[] WEIGHTS = weights();

    private final int height;
    private final int width;

    /** For planes of the given size, at least 11 x 11. */
    GaussianWindow(int height, int width) {
        this.height = height;
        this.width = width;
    }

    private static double[] weights() {
        double[] weights = new double[SIZE];
        double sum = 0;
        for (int i = 0; i < SIZE; i++) {
            double distance = (i - SIZE / 2) / SIGMA;
            weights[i] = StrictMath.exp(-distance * distance / 2);
            sum += weights[i];
        }
        for (int i = 0; i < SIZE; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /** The means of the products a b, shape (height - 10, width - 10). */
    double[] meansOfProducts(double[] a, double[] b) {
        double[] products = new double[a.length];
        for (int i = 0; i < products.length; i++) {
            products[i] = a[i] * b[i];
        }
        return means(products);
    }

    /** The means of a plane, shape (height - 10, width - 10). */
    double[] means(double[] plane) {
        int innerHeight = height - SIZE + 1;
        int innerWidth = width - SIZE + 1;
        double[] alongRows = new double[height * innerWidth];
        for (int row = 0; row < height; row++) {
            weigh(alongRows, row * innerWidth, innerWidth, plane, row * width, 1);
        }
        double[] means = new double[innerHeight * innerWidth];
        for (int row = 0; row < innerHeight; row++) {
            weigh(means, row * innerWidth, innerWidth, alongRows, row * innerWidth, innerWidth);
        }
        return means;
    }

    /**
     * Writes {@code count} sums from {@code at} on, the first of {@code values[from + k * stride]} for k from 0 to 10.
     * Written out, so that the compiler makes one pass of vector instructions instead of eleven.
     */
    private static void weigh(double[] sums, int at, int count, double[] values, int from, int stride) {
        double w0 = WEIGHTS[0];
        double w1 = WEIGHTS[1];
        double w2 = WEIGHTS[2];
        double w3 = WEIGHTS[3];
        double w4 = WEIGHTS[4];
        double w5 = WEIGHTS[5];
        for (int i = 0; i < count; i++) {
            int j = from + i;
            sums[at + i] = w0 * values[j]
                    + w1 * values[j + stride]
                    + w2 * values[j + 2 * stride]
                    + w3 * values[j + 3 * stride]
                    + w4 * values[j + 4 * stride]
                    + w5 * values[j + 5 * stride]
                    + w4 * values[j + 6 * stride]
                    + w3 * values[j + 7 * stride]
                    + w2 * values[j + 8 * stride]
                    + w1 * values[j + 9 * stride]
                    + w0 * values[j + 10 * stride];
        }
    }
}
