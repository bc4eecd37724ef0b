package dev.shakedown.attackworker.blur;

import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.Arrays;

/**
 * The convolution of a plane with one kernel, as a product of Fourier transforms of overlapping square tiles
 * (overlap-save: T. G. Stockham, "High-speed convolution and correlation", AFIPS 1966). Of every tile the first 2 R
 * rows and columns, into which the kernel wraps around, are dropped; two tiles share a complex transform as its real
 * and its imaginary part.
 *
 * <p>In float64 and with StrictMath's sines, so the result is the same on every JVM. It differs from the direct sum by
 * less than 1e-13 for planes in [0,1], is rounded to multiples of 2^-44, and so leaves black and white as they are.
 * Thread-safe.
 */
final class FourierConvolution {

    /**
     * Kernels of fewer weights are summed directly; the measured threshold is a third of it, see docs/performance.md.
     */
    static final int LEAST_WEIGHTS = 256;

    private static final int LARGEST = 1024;

    /** Numbers in [-128, 128] that are added to it and taken away again are multiples of 2^-44. */
    private static final double ROUNDING = 0x1.8p8;

    private final int radius;
    private final int height;
    private final int width;
    private final int side;
    private final double[] cosines;
    private final double[] sines;
    private final double[][] kernelRe;
    private final double[][] kernelIm;

    /**
     * Prepares for results of the given size.
     *
     * @param b the kernel, of radius R at most
     * @param radius R, of the planes
     */
    FourierConvolution(BlurKernel b, int radius, int height, int width) {
        this.radius = radius;
        this.height = height;
        this.width = width;
        this.side = side(radius, height, width);
        this.cosines = new double[side / 2];
        this.sines = new double[side / 2];
        for (int k = 0; k < side / 2; k++) {
            cosines[k] = StrictMath.cos(2 * StrictMath.PI * k / side);
            sines[k] = StrictMath.sin(2 * StrictMath.PI * k / side);
        }
        this.kernelRe = new double[side][side];
        this.kernelIm = new double[side][side];
        int border = radius - b.radius();
        double scale = 1.0 / side / side;
        for (int i = 0; i < b.size(); i++) {
            for (int j = 0; j < b.size(); j++) {
                kernelRe[i + border][j + border] = b.at(i, j) * scale;
            }
        }
        transform(kernelRe, kernelIm);
    }

    /** The power of two with the least work. */
    private static int side(int radius, int height, int width) {
        int best = LARGEST;
        for (int side = LARGEST; side > 2 * radius; side /= 2) {
            if (cost(side, radius, height, width) <= cost(best, radius, height, width)) {
                best = side;
            }
        }
        return best;
    }

    private static double cost(int side, int radius, int height, int width) {
        int step = side - 2 * radius;
        double tiles = Math.ceil((double) height / step) * Math.ceil((double) width / step);
        return tiles * side * side * (Integer.SIZE - Integer.numberOfLeadingZeros(side));
    }

    /** A result of that size, whose first value is the one at the given row and column of the plane's. */
    double[][] convolve(ExtendedPlane plane, int top, int left) {
        double[][] result = new double[height][width];
        double[][] re = new double[side][side];
        double[][] im = new double[side][side];
        int step = side - 2 * radius;
        int across = (width + step - 1) / step;
        int tiles = across * ((height + step - 1) / step);
        for (int tile = 0; tile < tiles; tile += 2) {
            load(plane, top + tile / across * step, left + tile % across * step, re);
            boolean both = tile + 1 < tiles;
            if (both) {
                load(plane, top + (tile + 1) / across * step, left + (tile + 1) % across * step, im);
            } else {
                clear(im, 0);
            }
            transform(re, im);
            for (int row = 0; row < side; row++) {
                multiply(re[row], im[row], kernelRe[row], kernelIm[row]);
            }
            transformBack(re, im);
            store(re, tile / across * step, tile % across * step, result);
            if (both) {
                store(im, (tile + 1) / across * step, (tile + 1) % across * step, result);
            }
        }
        return result;
    }

    private void load(ExtendedPlane plane, int top, int left, double[][] tile) {
        int rows = Math.min(side, plane.height() - top);
        int columns = Math.min(side, plane.width() - left);
        clear(tile, rows);
        for (int row = 0; row < rows; row++) {
            plane.copy(top + row, left, tile[row], columns);
            Arrays.fill(tile[row], columns, side, 0);
        }
    }

    private static void clear(double[][] tile, int from) {
        for (int row = from; row < tile.length; row++) {
            Arrays.fill(tile[row], 0);
        }
    }

    private void store(double[][] tile, int top, int left, double[][] result) {
        int rows = Math.min(side - 2 * radius, result.length - top);
        int columns = Math.min(side - 2 * radius, result[0].length - left);
        for (int row = 0; row < rows; row++) {
            double[] from = tile[row + 2 * radius];
            double[] to = result[top + row];
            for (int column = 0; column < columns; column++) {
                to[left + column] = from[column + 2 * radius] + ROUNDING - ROUNDING;
            }
        }
    }

    /** Both dimensions, transposed and in bit-reversed order, in which products are the same. */
    private void transform(double[][] re, double[][] im) {
        alongColumns(re, im);
        transpose(re);
        transpose(im);
        alongColumns(re, im);
    }

    private void transformBack(double[][] re, double[][] im) {
        backAlongColumns(re, im);
        transpose(re);
        transpose(im);
        backAlongColumns(re, im);
    }

    /** Decimation in frequency: Cooley and Tukey's butterflies on whole rows. */
    private void alongColumns(double[][] re, double[][] im) {
        for (int half = side / 2; half >= 1; half /= 2) {
            for (int start = 0; start < side; start += 2 * half) {
                for (int k = 0; k < half; k++) {
                    int a = start + k;
                    int angle = k * (side / 2 / half);
                    butterfly(re[a], im[a], re[a + half], im[a + half], cosines[angle], -sines[angle]);
                }
            }
        }
    }

    /** Decimation in time, from bit-reversed order to the usual one. */
    private void backAlongColumns(double[][] re, double[][] im) {
        for (int half = 1; half < side; half *= 2) {
            for (int start = 0; start < side; start += 2 * half) {
                for (int k = 0; k < half; k++) {
                    int a = start + k;
                    int angle = k * (side / 2 / half);
                    butterflyBack(re[a], im[a], re[a + half], im[a + half], cosines[angle], sines[angle]);
                }
            }
        }
    }

    // Short loops in methods of their own, so that the JIT compiler makes vector instructions of them.

    private static void butterfly(double[] aRe, double[] aIm, double[] bRe, double[] bIm, double c, double s) {
        for (int i = 0; i < aRe.length; i++) {
            double re = aRe[i] - bRe[i];
            double im = aIm[i] - bIm[i];
            aRe[i] = aRe[i] + bRe[i];
            aIm[i] = aIm[i] + bIm[i];
            bRe[i] = re * c - im * s;
            bIm[i] = re * s + im * c;
        }
    }

    private static void butterflyBack(double[] aRe, double[] aIm, double[] bRe, double[] bIm, double c, double s) {
        for (int i = 0; i < aRe.length; i++) {
            double re = bRe[i] * c - bIm[i] * s;
            double im = bRe[i] * s + bIm[i] * c;
            bRe[i] = aRe[i] - re;
            bIm[i] = aIm[i] - im;
            aRe[i] = aRe[i] + re;
            aIm[i] = aIm[i] + im;
        }
    }

    private static void multiply(double[] re, double[] im, double[] byRe, double[] byIm) {
        for (int i = 0; i < re.length; i++) {
            double product = re[i] * byRe[i] - im[i] * byIm[i];
            im[i] = re[i] * byIm[i] + im[i] * byRe[i];
            re[i] = product;
        }
    }

    private static void transpose(double[][] square) {
        for (int row = 0; row < square.length; row++) {
            for (int column = 0; column < row; column++) {
                double value = square[row][column];
                square[row][column] = square[column][row];
                square[column][row] = value;
            }
        }
    }
}
