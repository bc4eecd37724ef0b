package dev.shakedown.jobapi.component;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
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

    /** The same PNG with the EXIF orientation 6, behind its header. */
    static byte[] turnedRight(byte[] png) {
        int headerEnd = 33;
        ByteBuffer chunk = ByteBuffer.allocate(8 + 26 + 4).putInt(26).put("eXIf".getBytes(StandardCharsets.US_ASCII));
        chunk.put(new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0});
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + 26);
        chunk.putInt((int) crc.getValue());
        return ByteBuffer.allocate(png.length + chunk.capacity())
                .put(png, 0, headerEnd)
                .put(chunk.array())
                .put(png, headerEnd, png.length - headerEnd)
                .array();
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
