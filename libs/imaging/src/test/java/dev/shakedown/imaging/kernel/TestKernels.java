package dev.shakedown.imaging.kernel;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.imageio.ImageIO;

/** The files under src/test/resources/kernels, and sums over kernels that tests ask for. */
final class TestKernels {

    private TestKernels() {}

    static byte[] file(String name) {
        try (InputStream stream = TestKernels.class.getResourceAsStream("/kernels/" + name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A grey PNG of 8 bits, as the JDK writes it. */
    static byte[] greyPng(int width, int height, int... levels) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, width, height, levels);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    static double sum(BlurKernel kernel) {
        double sum = 0;
        for (double weight : kernel.weights()) {
            sum += weight;
        }
        return sum;
    }

    /** The mean row of the light, 0 in the centre. */
    static double centroidRow(BlurKernel kernel) {
        double mean = 0;
        for (int row = 0; row < kernel.size(); row++) {
            for (int column = 0; column < kernel.size(); column++) {
                mean += (row - kernel.radius()) * kernel.at(row, column);
            }
        }
        return mean;
    }

    /** The mean column of the light, 0 in the centre. */
    static double centroidColumn(BlurKernel kernel) {
        double mean = 0;
        for (int row = 0; row < kernel.size(); row++) {
            for (int column = 0; column < kernel.size(); column++) {
                mean += (column - kernel.radius()) * kernel.at(row, column);
            }
        }
        return mean;
    }

    static String sha256(BlurKernel kernel) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(kernel.toNpy());
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
