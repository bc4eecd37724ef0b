package dev.shakedown.models.check;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;

/**
 * A square of a photograph in the public domain (NOTICE names it), and the same square blurred. Planar RGB in [0,1],
 * (3, side, side).
 *
 * <p>Pixels beyond the square are the photograph's, so that its borders are blurred as a camera does; beyond the
 * photograph they are mirrored.
 */
final class TrialPhotograph {

    /** Side of the square in pixels, for a network that takes any. */
    static final int USUAL_SIDE = 128;

    /** Least side of the square in pixels. */
    static final int LEAST_SIDE = 64;

    private static final String RESOURCE = "astronaut.png";
    /** Border that does not count: what a network makes of it depends on what it assumes outside. */
    private static final int BORDER = 12;

    private final BufferedImage photograph;
    private final int side;

    private TrialPhotograph(BufferedImage photograph, int side) {
        this.photograph = photograph;
        this.side = side;
    }

    /** The square in the photograph's middle, of at least this side. */
    static TrialPhotograph of(int side) {
        try (InputStream in = Objects.requireNonNull(TrialPhotograph.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new TrialPhotograph(ImageIO.read(in), Math.max(side, LEAST_SIDE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int side() {
        return side;
    }

    /** x. */
    float[] sharp() {
        return blurred(TrialBlur.NONE);
    }

    /** y = x * b, without noise. */
    float[] blurred(TrialBlur blur) {
        float[] values = new float[3 * side * side];
        double[] kernel = blur.weights();
        int radius = blur.side() / 2;
        for (int i = 0; i < values.length; i++) {
            int plane = i / (side * side);
            int row = i / side % side;
            int column = i % side;
            double sum = 0;
            for (int k = 0; k < kernel.length; k++) {
                if (kernel[k] > 0) {
                    int down = k / blur.side() - radius;
                    int right = k % blur.side() - radius;
                    sum += kernel[k] * at(plane, row - down, column - right);
                }
            }
            values[i] = (float) sum;
        }
        return values;
    }

    private double at(int plane, int row, int column) {
        int top = (photograph.getHeight() - side) / 2;
        int left = (photograph.getWidth() - side) / 2;
        int rgb = photograph.getRGB(
                mirrored(left + column, photograph.getWidth()), mirrored(top + row, photograph.getHeight()));
        return (rgb >> 8 * (2 - plane) & 0xff) / 255.0;
    }

    private static int mirrored(int index, int length) {
        int within = Math.floorMod(index, 2 * length);
        return within < length ? within : 2 * length - 1 - within;
    }

    /** PSNR in dB between an image, clamped to [0,1], and the square, borders left out. NaN if a value is. */
    double psnr(float[] image) {
        float[] sharp = sharp();
        double sum = 0;
        int count = 0;
        for (int i = 0; i < image.length; i++) {
            if (isInside(i)) {
                double difference = Math.min(Math.max(image[i], 0), 1) - sharp[i];
                sum += difference * difference;
                count++;
            }
        }
        return -10 * Math.log10(sum / count);
    }

    /** The scale and offset with which an image comes nearest to the square, in the least squares sense. */
    Fit fit(float[] image) {
        float[] sharp = sharp();
        double x = 0;
        double xx = 0;
        double z = 0;
        double zz = 0;
        double xz = 0;
        int count = 0;
        for (int i = 0; i < image.length; i++) {
            if (isInside(i)) {
                x += sharp[i];
                xx += (double) sharp[i] * sharp[i];
                z += image[i];
                zz += (double) image[i] * image[i];
                xz += (double) sharp[i] * image[i];
                count++;
            }
        }
        double covariance = xz / count - x / count * (z / count);
        double variance = xx / count - x / count * (x / count);
        double ofImage = zz / count - z / count * (z / count);
        double scale = covariance / variance;
        return new Fit(scale, (z - scale * x) / count, covariance / Math.sqrt(variance * ofImage));
    }

    /** image = scale * sharp + offset, about; {@code correlation}: of the two, in [-1,1]; NaN for a constant image. */
    record Fit(double scale, double offset, double correlation) {}

    private boolean isInside(int index) {
        int row = index / side % side;
        int column = index % side;
        return Math.min(row, column) >= BORDER && Math.max(row, column) < side - BORDER;
    }

    /**
     * A blur to try networks on.
     *
     * @param name human-readable
     * @param side of the kernel in pixels, odd
     * @param weights row by row, of sum 1, for a true convolution
     */
    record TrialBlur(String name, int side, double[] weights) {

        /** Leaves a picture as it is. */
        static final TrialBlur NONE = new TrialBlur("no blur", 1, new double[] {1});

        /** As of a sign that passes a camera. */
        static final TrialBlur MOTION = motion(9);

        /** As of a hand-held camera: a bent path, first slow, then fast, so that the kernel is not symmetric. */
        static final TrialBlur SHAKE = shake(13);

        /** Those that restorations are measured on. */
        static final List<TrialBlur> ALL = List.of(MOTION, SHAKE);

        private static TrialBlur motion(int side) {
            double[] weights = new double[side * side];
            Arrays.fill(weights, side / 2 * side, (side / 2 + 1) * side, 1.0 / side);
            return new TrialBlur("horizontal motion of " + side + " pixels", side, weights);
        }

        private static TrialBlur shake(int side) {
            int points = 200;
            double[] across = new double[points];
            double[] down = new double[points];
            for (int i = 0; i < points; i++) {
                double t = Math.pow((i + 0.5) / points, 1.6);
                across[i] = 8 * t;
                down[i] = 14 * (t - 0.35) * (t - 0.35);
            }
            double middleAcross = Arrays.stream(across).average().orElseThrow();
            double middleDown = Arrays.stream(down).average().orElseThrow();
            double[] weights = new double[side * side];
            for (int i = 0; i < points; i++) {
                double column = side / 2 + across[i] - middleAcross;
                double row = side / 2 + down[i] - middleDown;
                for (int corner = 0; corner < 4; corner++) {
                    int c = (int) column + corner % 2;
                    int r = (int) row + corner / 2;
                    weights[r * side + c] += (1 - Math.abs(column - c)) * (1 - Math.abs(row - r)) / points;
                }
            }
            return new TrialBlur("a camera shake in " + side + "x" + side + " pixels", side, weights);
        }

        /** The kernel turned by 180 degrees: that of the correlation with this one. */
        TrialBlur flipped() {
            double[] turned = new double[weights.length];
            for (int i = 0; i < weights.length; i++) {
                turned[i] = weights[weights.length - 1 - i];
            }
            return new TrialBlur(name + ", its kernel turned by 180 degrees", side, turned);
        }
    }
}
