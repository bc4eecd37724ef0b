package dev.shakedown.models.check;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

    /**
     * image = scale * sharp + offset, about.
     *
     * @param correlation of the two, in [-1,1]; NaN for a constant image
     */
    record Fit(double scale, double offset, double correlation) {}

    private boolean isInside(int index) {
        int row = index / side % side;
        int column = index % side;
        return Math.min(row, column) >= BORDER && Math.max(row, column) < side - BORDER;
    }
}
