package dev.shakedown.jobapi.component;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** What the component tests send. */
final class Documents {

    private Documents() {}

    /** A PNG of random pixels, which does not compress. */
    static byte[] png(int width, int height, long seed) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(seed);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A campaign of four jobs of 250 steps. */
    static String campaign(String name, String sha256) {
        return """
               name: %s
               images: [{name: photograph, sha256: %s}]
               blurs: [{kernel: {type: camera-shake, size: 17, seed: 3}}]
               networks: [wiener, mprnet]
               attacks: [{type: untargeted}]
               budgets: [4, 8]
               """.formatted(name, sha256);
    }
}
