package dev.shakedown.imaging.image;

/**
 * Lays a stored picture over a background, cuts a box out and resamples it, row by row: beside the decoded file only
 * the result is held.
 */
final class Rendering {

    private final StoredPicture stored;
    private final float[] background;
    private boolean transparent;

    /** Prepares a rendering; {@code background}: its red, green and blue in [0,1]. */
    Rendering(StoredPicture stored, float[] background) {
        this.stored = stored;
        this.background = background;
    }

    /** Whether a pixel was transparent in what was rendered. */
    boolean foundTransparency() {
        return transparent;
    }

    /** Renders, in stored coordinates. */
    PlanarImage render(Box box, int width, int height) throws UnreadableImageException {
        Resampling across = new Resampling(box.width(), width);
        Resampling down = new Resampling(box.height(), height);
        double[][] sums = new double[PlanarImage.CHANNELS][width * height];
        float[][] row = new float[StoredPicture.PLANES][stored.width()];
        double[] narrow = new double[width];
        int firstOpen = 0;
        for (int y = 0; y < box.height(); y++) {
            stored.read(box.top() + y, row);
            compose(row, box);
            while (firstOpen < height && down.end(firstOpen) <= y) {
                firstOpen++;
            }
            for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
                across.apply(row[channel], box.left(), narrow);
                for (int target = firstOpen; target < height && down.begin(target) <= y; target++) {
                    add(down.weight(target, y), narrow, sums[channel], target * width);
                }
            }
        }
        return image(sums, width, height);
    }

    private static void add(double weight, double[] row, double[] sums, int at) {
        if (weight != 0) {
            for (int x = 0; x < row.length; x++) {
                sums[at + x] += weight * row[x];
            }
        }
    }

    private void compose(float[][] row, Box box) {
        float[] opacity = row[StoredPicture.OPACITY];
        for (int x = box.left(); x < box.left() + box.width(); x++) {
            if (opacity[x] != 1) {
                transparent = true;
                for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
                    row[channel][x] = opacity[x] * row[channel][x] + (1 - opacity[x]) * background[channel];
                }
            }
        }
    }

    /** The filter has negative weights, so values may leave [0,1] beside edges. */
    private static PlanarImage image(double[][] sums, int width, int height) {
        float[] values = new float[PlanarImage.CHANNELS * width * height];
        for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
            for (int i = 0; i < width * height; i++) {
                values[channel * width * height + i] = (float) Math.max(0, Math.min(1, sums[channel][i]));
            }
        }
        return PlanarImage.owning(height, width, values);
    }

    /**
     * One axis of a resampling with the Lanczos filter of order 3, L(t) = sinc(t) sinc(t/3) for |t| < 3. To make a
     * picture smaller the filter is stretched by the factor, so that every source pixel counts and nothing aliases.
     * Weights of a target pixel sum to 1; at the edges those outside are left out. The same as Pillow's
     * {@code Image.LANCZOS}, in double precision.
     *
     * <p>See Duchon, "Lanczos Filtering in One and Two Dimensions", Journal of Applied Meteorology 18 (1979).
     */
    static final class Resampling {

        private static final int ORDER = 3;

        private final int[] first;
        private final double[][] weights;

        /**
         * Weights from one length to another.
         *
         * @param from pixels of the source
         * @param to pixels of the target
         */
        Resampling(int from, int to) {
            double scale = (double) from / to;
            double stretch = Math.max(1, scale);
            this.first = new int[to];
            this.weights = new double[to][];
            for (int i = 0; i < to; i++) {
                double centre = (i + 0.5) * scale;
                int begin = Math.max(0, (int) (centre - ORDER * stretch + 0.5));
                int end = Math.min(from, (int) (centre + ORDER * stretch + 0.5));
                double[] taps = new double[end - begin];
                double sum = 0;
                for (int j = 0; j < taps.length; j++) {
                    // Equal lengths copy: what the filter gives at whole numbers is 0 but for rounding.
                    double distance = (begin + j + 0.5 - centre) / stretch;
                    taps[j] = from == to && distance != 0 ? 0 : lanczos(distance);
                    sum += taps[j];
                }
                for (int j = 0; j < taps.length; j++) {
                    taps[j] /= sum;
                }
                first[i] = begin;
                weights[i] = taps;
            }
        }

        private static double lanczos(double t) {
            return Math.abs(t) < ORDER ? sinc(t) * sinc(t / ORDER) : 0;
        }

        private static double sinc(double t) {
            double angle = Math.PI * t;
            return t == 0 ? 1 : Math.sin(angle) / angle;
        }

        /** Pixels of the target. */
        int length() {
            return first.length;
        }

        /** The first source pixel of a target pixel. */
        int begin(int target) {
            return first[target];
        }

        /** The source pixel behind the last of a target pixel; grows with the target pixel. */
        int end(int target) {
            return first[target] + weights[target].length;
        }

        /** The weight of a source pixel between begin and end. */
        double weight(int target, int source) {
            return weights[target][source - first[target]];
        }

        /** Resamples a row; {@code target}: receives {@link #length} values. */
        void apply(float[] row, int offset, double[] target) {
            for (int i = 0; i < first.length; i++) {
                double[] taps = weights[i];
                int at = offset + first[i];
                double sum = 0;
                for (int j = 0; j < taps.length; j++) {
                    sum += taps[j] * row[at + j];
                }
                target[i] = sum;
            }
        }
    }
}
