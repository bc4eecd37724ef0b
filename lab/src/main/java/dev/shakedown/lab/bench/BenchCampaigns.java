package dev.shakedown.lab.bench;

import dev.shakedown.client.submission.CampaignDocument;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.image.PngEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The campaigns that benchmarks submit; what they need lies in a folder of their own. */
final class BenchCampaigns {

    private static final int SIDE = 16;

    private final Path folder;

    /** Makes the folder's pictures. */
    BenchCampaigns(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        picture("tiny.png", SIDE);
    }

    private void picture(String name, int side) throws IOException {
        float[] values = new float[3 * side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.5 + 0.4 * Math.sin(0.7 * i));
        }
        Files.write(folder.resolve(name), PngEncoder.encode(PlanarImage.of(side, side, values)));
    }

    /** Jobs that cost next to nothing: one step on 16x16 pixels through one convolution; a hundred for each blur. */
    CampaignDocument trivial(int hundreds, long seed) throws IOException {
        return document("""
                schema: 1
                name: bench-trivial-%1$d
                images: [{file: tiny.png}]
                blurs:
                %2$s
                networks: [sharpen]
                attacks:
                %3$s
                budgets: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
                seed: %1$d
                """.formatted(
                        seed,
                        lines(hundreds, "  - {kernel: {type: camera-shake, size: 5, seed: %d}}"),
                        lines(10, "  - {type: untargeted, steps: 1, stepSize: 0.00%d1}")));
    }

    /** Jobs whose images have the size of real ones; each has a blur of its own. */
    CampaignDocument hostWork(String network, int side, int jobs, int steps, long seed) throws IOException {
        picture("plain.png", side);
        return document("""
                schema: 1
                name: bench-host-work-%1$d
                images: [{file: plain.png}]
                blurs:
                %2$s
                networks: [%4$s]
                attacks: [{type: untargeted, steps: %3$d}]
                budgets: [4]
                seed: %1$d
                """.formatted(
                        seed, lines(jobs, "  - {kernel: {type: camera-shake, size: 15, seed: %d}}"), steps, network));
    }

    CampaignDocument oneTrivial(long seed) throws IOException {
        return one("tiny.png", "sharpen", 1, seed);
    }

    /** One job as people run them: a photograph, a small learned network. */
    CampaignDocument oneReal(Path photograph, int steps, long seed) throws IOException {
        return one(photograph.toString(), "wiener-cnn", steps, seed);
    }

    /** Four short jobs as people run them, of which only what {@code retention} says is kept. */
    CampaignDocument small(Path photograph, String retention, long seed) throws IOException {
        return document("""
                schema: 1
                name: soak-%1$d
                images: [{file: "%2$s"}]
                blurs: [{kernel: {type: camera-shake, size: 9, seed: %1$d}}]
                networks: [wiener, wiener-cnn]
                attacks: [{type: untargeted, steps: 10, traceEvery: 5}]
                budgets: [2, 8]
                retention: %3$s
                seed: %1$d
                """.formatted(seed, photograph, retention));
    }

    /** So many thousand jobs, which are not run. */
    CampaignDocument large(int thousands) throws IOException {
        return document("""
                schema: 1
                name: bench-large
                images: [{file: tiny.png}]
                blurs:
                %s
                networks: [sharpen]
                attacks:
                %s
                budgets: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
                """.formatted(
                        lines(thousands, "  - {kernel: {type: camera-shake, size: 5, seed: %d}}"),
                        lines(100, "  - {type: untargeted, steps: 1%03d}")));
    }

    private CampaignDocument one(String picture, String network, int steps, long seed) throws IOException {
        return document("""
                schema: 1
                name: bench-one-%1$d
                images: [{file: "%2$s"}]
                blurs: [{kernel: {type: camera-shake, size: 9, seed: 1}}]
                networks: [%3$s]
                attacks: [{type: untargeted, steps: %4$d}]
                budgets: [4]
                seed: %1$d
                """.formatted(seed, picture, network, steps));
    }

    private CampaignDocument document(String text) throws IOException {
        Path file = folder.resolve("campaign.yaml");
        Files.writeString(file, text);
        return CampaignDocument.read(file);
    }

    private static String lines(int count, String format) {
        return IntStream.range(0, count).mapToObj(i -> format.formatted(i)).collect(Collectors.joining("\n"));
    }
}
