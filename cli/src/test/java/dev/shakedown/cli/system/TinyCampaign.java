package dev.shakedown.cli.system;

import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.image.PngEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A campaign that takes seconds: two pictures of 48x64 pixels, both kinds of attack, a few steps. */
final class TinyCampaign {

    static final String NAME = "tiny";
    static final String ENDLESS = "endless";
    static final double BUDGET = 4;
    static final int JOBS = 2;

    private TinyCampaign() {}

    /** Writes the document and its pictures. */
    static Path write(Path directory) throws IOException {
        Files.write(directory.resolve("waves.png"), picture(0.2, 0.05));
        Files.write(directory.resolve("stripes.png"), picture(0.02, 0.6));
        return write(directory, NAME, 5);
    }

    /** The same under another name and with another step, once the pictures are written. */
    static Path write(Path directory, String name) throws IOException {
        return write(directory, name, 6);
    }

    /** The same with more steps than a test waits for, once the pictures are written. */
    static Path writeEndless(Path directory) throws IOException {
        return write(directory, ENDLESS, 100_000);
    }

    private static Path write(Path directory, String name, int steps) throws IOException {
        return Files.writeString(directory.resolve(name + ".yaml"), """
                schema: 1
                name: %1$s
                images: [{file: waves.png}]
                blurs: [{kernel: {type: camera-shake, size: 9, seed: 1}}]
                networks: [wiener]
                attacks:
                  - {type: untargeted, steps: %2$d}
                  - {type: targeted, target: {file: stripes.png}, steps: %2$d}
                budgets: [4]
                """.formatted(name, steps));
    }

    private static byte[] picture(double horizontal, double vertical) {
        int height = 48;
        int width = 64;
        float[] values = new float[3 * height * width];
        for (int i = 0; i < values.length; i++) {
            int row = i / width % height;
            int column = i % width;
            values[i] = (float) (0.5 + 0.4 * Math.sin(horizontal * column + vertical * row + i / (height * width)));
        }
        return PngEncoder.encode(PlanarImage.of(height, width, values));
    }
}
