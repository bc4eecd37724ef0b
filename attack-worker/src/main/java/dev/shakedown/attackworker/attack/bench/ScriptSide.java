package dev.shakedown.attackworker.attack.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.bench.EngineSide.StepSeconds;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.imaging.array.FloatArray;
import dev.shakedown.imaging.array.NpyEncoder;
import dev.shakedown.imaging.array.Shape;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.InvalidNetworkException;
import dev.shakedown.models.restoration.NetworkFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The PyTorch script at work in one style, in a process of its own: {@code lab/pytorch/plain_attack.py}. */
final class ScriptSide implements AutoCloseable {

    private static final String ERRORS = "errors.txt";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String style;
    private final int batch;
    private final Path folder;
    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;

    private ScriptSide(String style, int batch, Path folder, Process process) {
        this.style = style;
        this.batch = batch;
        this.folder = folder;
        this.process = process;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** The script ended before it answered, such as for want of memory. */
    static final class ScriptFailedException extends IOException {

        private final String errors;

        ScriptFailedException(String style, String errors) {
            super("the script in style " + style + " ended before it answered: " + errors);
            this.errors = errors;
        }

        /** The last line of what it said. */
        String reason() {
            return errors.substring(errors.lastIndexOf('\n') + 1);
        }
    }

    /** Whether a Python is there that has PyTorch. */
    static boolean isPossible(String python) {
        try {
            Process probe = new ProcessBuilder(python, "-c", "import numpy, torch")
                    .redirectErrorStream(true)
                    .start();
            try (InputStream output = probe.getInputStream()) {
                output.readAllBytes();
            }
            return probe.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Starts it.
     *
     * @param batch images in a pass, 1 or more
     * @param attack whose image, kernel, budget and starting point it is given, for each image of the batch
     */
    static ScriptSide start(BenchmarkArguments arguments, String style, int batch, NetworkFile network, Attack attack)
            throws IOException {
        Path folder = Files.createTempDirectory("shakedown-bench");
        List<String> command = new ArrayList<>(List.of(
                arguments.python(),
                arguments.script(),
                "--network",
                copy(network, folder.resolve("network.pt")),
                "--image",
                write(folder.resolve("y.npy"), attack.blurred()),
                "--start",
                write(folder.resolve("start.npy"), attack.start()),
                "--epsilon",
                Float.toString(attack.epsilon()),
                "--style",
                style,
                "--batch",
                Integer.toString(batch),
                "--device",
                arguments.device().isGpu() ? "cuda" : "cpu"));
        if (network.card().kind() == NetworkCard.Kind.NON_BLIND && attack.kernel() != null) {
            int side = attack.kernel().size();
            double[] weights = attack.kernel().weights();
            float[] values = new float[weights.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) weights[i];
            }
            command.addAll(List.of(
                    "--kernel", write(folder.resolve("b.npy"), FloatArray.of(Shape.of(side, side), values))));
        }
        // In the engine's environment: with another wait policy of OpenMP, other programs would slow one side more.
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve(ERRORS).toFile())
                .start();
        ScriptSide side = new ScriptSide(style, batch, folder, process);
        try {
            side.answer();
        } catch (IOException e) {
            side.close();
            throw e;
        }
        return side;
    }

    private static String copy(NetworkFile network, Path place) throws IOException {
        try {
            network.copyTo(place);
        } catch (InvalidNetworkException e) {
            throw new IOException(e.getMessage(), e);
        }
        return place.toString();
    }

    private static String write(Path file, PlanarImage image) throws IOException {
        return write(
                file, FloatArray.of(Shape.of(PlanarImage.CHANNELS, image.height(), image.width()), image.values()));
    }

    private static String write(Path file, FloatArray array) throws IOException {
        return Files.write(file, NpyEncoder.encode(array)).toString();
    }

    String style() {
        return style;
    }

    /** Makes steps; what one image and step took. */
    StepSeconds steps(int count) throws IOException {
        commands.println(count);
        JsonNode taken = answer();
        double images = (double) count * batch;
        return new StepSeconds(
                taken.path("seconds").doubleValue() / images,
                taken.path("processorSeconds").doubleValue() / images);
    }

    /** How it ended; {@code peakBytes}: the most memory that it has had, on a GPU the GPU's. */
    record End(double objective, long peakBytes) {}

    End finish() throws IOException {
        commands.println("end");
        JsonNode end = answer();
        return new End(
                end.path("objective").doubleValue(), end.path("peakBytes").longValue());
    }

    private JsonNode answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new ScriptFailedException(
                    style, Files.readString(folder.resolve(ERRORS)).strip());
        }
        return JSON.readTree(line);
    }

    @Override
    public void close() {
        process.destroy();
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("shakedown: bench: " + folder + " is left behind: " + e.getMessage());
        }
    }
}
