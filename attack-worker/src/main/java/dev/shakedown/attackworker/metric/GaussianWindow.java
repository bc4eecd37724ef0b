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
            for (int k = 0; k < SIZE; k++) {
                addScaled(alongRows, row * innerWidth, WEIGHTS[k], plane, row * width + k, innerWidth);
            }
        }
        double[] means = new double[innerHeight * innerWidth];
        for (int row = 0; row < innerHeight; row++) {
            for (int k = 0; k < SIZE; k++) {
                addScaled(means, row * innerWidth, WEIGHTS[k], alongRows, (row + k) * innerWidth, innerWidth);
            }
        }
        return means;
    }

    private static void addScaled(double[] sums, int at, double weight, double[] values, int from, int count) {
        for (int i = 0; i < count; i++) {
            sums[at + i] += weight * values[from + i];
        }
    }
}
