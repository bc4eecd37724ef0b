package dev.shakedown.attackworker.diagnosis;

import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The photographs that the repository ships. */
final class Photographs {

    private static final Path FOLDER = Path.of(System.getProperty("shakedown.root", ".."), "examples/photos");

    private Photographs() {}

    static PlanarImage read(String name) {
        try {
            byte[] bytes = Files.readAllBytes(FOLDER.resolve(name + ".png"));
            return ((ImageDecoding.Decoded) ImageDecoder.decode(bytes, ImageLimits.DEFAULT)).image();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
