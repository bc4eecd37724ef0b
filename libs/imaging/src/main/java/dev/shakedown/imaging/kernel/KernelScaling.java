package dev.shakedown.imaging.kernel;

import dev.shakedown.imaging.kernel.BlurKernel.CentreOfMass;

/**
 * Resamples a kernel's shape to another side, as for a study of kernel sizes: with f the new side over the old one, all
 * distances from the centre grow by f. Weights stay non-negative with sum 1, the centre of mass moves to f times its
 * place, and a kernel scaled to its own side stays as it is.
 *
 * <p>The weights are taken for a density, which is integrated over the new pixels. Along each axis, an old pixel whose
 * scaled centre is p becomes a box of width f around p; for f above 1 it is smoothed by a box of width f - 1, so that
 * magnified kernels have no steps (from area resampling at f = 1 to bilinear interpolation for large f). Light that the
 * smoothing takes beyond the edge is mirrored back. What the integration moves the centre of mass by, at most about
 * half a pixel, is undone by sampling the density with a shift, found by bisection; only a kernel all of whose light
 * lies in an outermost row or column can keep a part of it, when it shrinks.
 */
public final class KernelScaling {

    private static final int BISECTIONS = 60;

    /** In pixels; less is rounding. */
    private static final double NEGLIGIBLE = 1e-12;

    private KernelScaling() {}

    /**
     * The scaled kernel.
     *
     * @param size the new side in pixels, odd, {@value BlurKernel#MIN_SIZE} to {@value BlurKernel#MAX_SIZE}
     * @throws IllegalArgumentException if no kernel has this side
     */
    public static BlurKernel scale(BlurKernel kernel, int size) {
        BlurKernel.checkSize(size);
        if (size == kernel.size()) {
            return kernel;
        }
        CentreOfMass centre = kernel.centreOfMass();
        double[] rowMasses = new double[kernel.size()];
        double[] columnMasses = new double[kernel.size()];
        for (int row = 0; row < kernel.size(); row++) {
            for (int column = 0; column < kernel.size(); column++) {
                rowMasses[row] += kernel.at(row, column);
                columnMasses[column] += kernel.at(row, column);
            }
        }
        Footprint footprint = new Footprint(kernel.size(), size);
        double[][] rows = shares(footprint, rowMasses, centre.row());
        double[][] columns = shares(footprint, columnMasses, centre.column());
        return BlurKernel.of(size, distribute(kernel, rows, columns, size));
    }

    /** Element (new, old): how much of an old row's light goes to a new row, with the shift that keeps the centre. */
    private static double[][] shares(Footprint footprint, double[] masses, double centre) {
        double wanted = footprint.factor() * centre;
        double low = -0.5 - footprint.factor() / 8;
        double high = -low;
        double shift = 0;
        for (int i = 0; i < BISECTIONS; i++) {
            double excess = meanPlace(footprint, masses, shift) - wanted;
            if (Math.abs(excess) <= NEGLIGIBLE) {
                break;
            }
            if (excess > 0) {
                high = shift;
            } else {
                low = shift;
            }
            shift = (low + high) / 2;
        }
        double[][] shares = new double[footprint.newSize()][masses.length];
        for (int to = 0; to < shares.length; to++) {
            for (int from = 0; from < masses.length; from++) {
                shares[to][from] = footprint.share(from, to, shift);
            }
        }
        return shares;
    }

    private static double meanPlace(Footprint footprint, double[] masses, double shift) {
        double mean = 0;
        for (int from = 0; from < masses.length; from++) {
            if (masses[from] > 0) {
                double place = 0;
                for (int to = 0; to < footprint.newSize(); to++) {
                    place += (to - footprint.newSize() / 2) * footprint.share(from, to, shift);
                }
                mean += masses[from] * place;
            }
        }
        return mean;
    }

    private static double[] distribute(BlurKernel kernel, double[][] rows, double[][] columns, int size) {
        double[] scaled = new double[size * size];
        for (int from = 0; from < kernel.size(); from++) {
            double[] line = new double[size];
            for (int to = 0; to < size; to++) {
                for (int column = 0; column < kernel.size(); column++) {
                    line[to] += columns[to][column] * kernel.at(from, column);
                }
            }
            for (int row = 0; row < size; row++) {
                for (int column = 0; column < size; column++) {
                    scaled[row * size + column] += rows[row][from] * line[column];
                }
            }
        }
        return scaled;
    }

    /**
     * What becomes of one old pixel along one axis.
     *
     * @param oldSize side in old pixels
     * @param newSize side in new pixels
     */
    private record Footprint(int oldSize, int newSize) {

        double factor() {
            return (double) newSize / oldSize;
        }

        /**
         * The share of an old pixel's light, in [0,1], in a new pixel, when everything is shifted by so many pixels.
         */
        double share(int from, int to, double shift) {
            double place = (from - oldSize / 2) * factor() + shift;
            double low = to - newSize / 2 - 0.5;
            double high = low + 1;
            return between(low - place, high - place)
                    + between(newSize - high - place, newSize - low - place)
                    + between(-newSize - high - place, -newSize - low - place);
        }

        private double between(double low, double high) {
            return Math.max(0, below(high) - below(low));
        }

        /** The share of the light at places below t, counted from the pixel's scaled centre. */
        private double below(double t) {
            double smoothing = factor() - 1;
            if (smoothing <= 0) {
                return Math.min(1, Math.max(0, t / factor() + 0.5));
            }
            if (Math.abs(t) >= factor() - 0.5) {
                return t < 0 ? 0 : 1;
            }
            return (integrated(t + smoothing / 2) - integrated(t - smoothing / 2)) / smoothing;
        }

        /** Integral up to t of the box's own share below. */
        private double integrated(double t) {
            double half = factor() / 2;
            if (t <= -half) {
                return 0;
            }
            return t >= half ? t : (t + half) * (t + half) / (4 * half);
        }
    }
}
