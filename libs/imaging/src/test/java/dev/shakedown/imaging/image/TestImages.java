package dev.shakedown.imaging.image;

import dev.shakedown.imaging.array.NpyDecoder;
import dev.shakedown.imaging.array.NpyDecoding;
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

    /** The values of an NPY file. */
    static float[] floats(String name) {
        NpyDecoding decoding = NpyDecoder.decode(file(name), 1 << 20);
        return ((NpyDecoding.Decoded) decoding).array().toFloats();
    }
}
