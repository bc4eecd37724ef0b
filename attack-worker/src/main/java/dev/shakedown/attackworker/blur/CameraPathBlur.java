package dev.shakedown.attackworker.blur;

import dev.shakedown.attackworker.blur.CameraMotion.CameraView;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Blur by a moving camera: the mean of the {@link CameraView}s along its path, each sampled from the sharp image by
 * bilinear interpolation,
 *
 * <p>y(v) = 1/T sum over t of x(H(t)^-1 v)
 *
 * <p>Sums run in float64 in a fixed order, rows in parallel; the result does not depend on the machine.
 */
public final class CameraPathBlur implements BlurOperator {

    private final CameraPath path;

    public CameraPathBlur(CameraPath path) {
        this.path = path;
    }

    @Override
    public int reach(int width, int height) {
        return path.reach(width, height);
    }

    @Override
    public PlanarImage blur(PlanarImage x, Boundary boundary) {
        int reach = reach(x.width(), x.height());
        if (2L * reach >= Math.min(x.width(), x.height())) {
            throw new IllegalArgumentException(
                    "the camera path reaches %d pixels, which is too far for %s".formatted(reach, x));
        }
        int lost = boundary == Boundary.VALID ? reach : 0;
        int height = x.height() - 2 * lost;
        int width = x.width() - 2 * lost;
        List<CameraView> views = CameraMotion.views(path, x.width());
        Sampling sampling = new Sampling(x, reach, boundary);
        float[] y = new float[PlanarImage.CHANNELS * height * width];
        IntStream.range(0, height).parallel().forEach(row -> {
            double[] sums = new double[PlanarImage.CHANNELS * width];
            for (CameraView view : views) {
                sampling.addRow(view, row + lost, lost, sums);
            }
            for (int i = 0; i < sums.length; i++) {
                int channel = i / width;
                y[(channel * height + row) * width + i % width] = (float) (sums[i] / views.size());
            }
        });
        return PlanarImage.of(height, width, y);
    }

    /** Where light from the image's centre goes on the path, each view sharing its light bilinearly to four pixels. */
    @Override
    public BlurKernel centralKernel(int width, int height) {
        int radius = Math.max(BlurKernel.MIN_SIZE / 2, path.reachAtCentre(width));
        int size = 2 * radius + 1;
        if (!BlurKernel.isSize(size)) {
            throw new IllegalArgumentException("the camera path moves the centre by %d pixels: must be at most %d"
                    .formatted(radius, BlurKernel.MAX_SIZE / 2));
        }
        double[] weights = new double[size * size];
        for (CameraView view : CameraMotion.views(path, width)) {
            int left = (int) Math.floor(view.centreX());
            int top = (int) Math.floor(view.centreY());
            for (int row = top; row <= top + 1; row++) {
                for (int column = left; column <= left + 1; column++) {
                    double share = (1 - Math.abs(view.centreX() - column)) * (1 - Math.abs(view.centreY() - row));
                    if (share > 0) {
                        // Only rounding can take light beyond the reach.
                        int at = Math.min(size - 1, Math.max(0, row + radius));
                        weights[at * size + Math.min(size - 1, Math.max(0, column + radius))] += share;
                    }
                }
            }
        }
        return BlurKernel.of(size, weights);
    }

    /** Bilinear interpolation in the sharp image and beyond its edge. */
    private static final class Sampling {

        private final float[][] planes = new float[PlanarImage.CHANNELS][];
        private final int height;
        private final int width;
        private final int margin;
        private final int[] rows;
        private final int[] columns;

        Sampling(PlanarImage x, int reach, Boundary boundary) {
            for (int channel = 0; channel < planes.length; channel++) {
                planes[channel] = x.plane(channel);
            }
            this.height = x.height();
            this.width = x.width();
            // One pixel more for the neighbour, and one for rounding.
            this.margin = reach + 2;
            // A valid blur takes nothing from beyond the edge, except with weight 0.
            Boundary beyond = boundary == Boundary.VALID ? Boundary.REPLICATE : boundary;
            this.rows = ExtendedPlane.indices(beyond, height, margin);
            this.columns = ExtendedPlane.indices(beyond, width, margin);
        }

        /**
         * Adds what a view sees in a part of a row.
         *
         * @param row from the top
         * @param from column of the first sum
         * @param sums channel by channel
         */
        void addRow(CameraView view, int row, int from, double[] sums) {
            int count = sums.length / planes.length;
            double w = row - (height - 1) / 2.0;
            for (int i = 0; i < count; i++) {
                double v = from + i - (width - 1) / 2.0;
                double d = view.zx() * v + view.zy() * w + view.z1();
                double column = (view.xx() * v + view.xy() * w + view.x1()) / d + (width - 1) / 2.0;
                double place = (view.yx() * v + view.yy() * w + view.y1()) / d + (height - 1) / 2.0;
                int left = (int) Math.floor(column);
                int top = (int) Math.floor(place);
                double toRight = column - left;
                double toBottom = place - top;
                int upper = rows[top + margin] * width;
                int lower = rows[top + 1 + margin] * width;
                int near = columns[left + margin];
                int far = columns[left + 1 + margin];
                for (int channel = 0; channel < planes.length; channel++) {
                    float[] x = planes[channel];
                    double above = (1 - toRight) * x[upper + near] + toRight * x[upper + far];
                    double below = (1 - toRight) * x[lower + near] + toRight * x[lower + far];
                    sums[channel * count + i] += (1 - toBottom) * above + toBottom * below;
                }
            }
        }
    }
}
