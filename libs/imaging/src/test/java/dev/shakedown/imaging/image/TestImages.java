package dev.shakedown.imaging.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The files under src/test/resources/images. */
final class TestImages {

    private TestImages() {}

    static byte[] file(String name) {
        try (InputStream stream = TestImages.class.getResourceAsStream("/images/" + name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
