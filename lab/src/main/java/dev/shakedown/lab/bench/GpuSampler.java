package dev.shakedown.lab.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the driver, five times a second, whether a GPU computes and what memory it has in use, of all processes,
 * until it is ended.
 */
final class GpuSampler {

    private static final Pattern SAMPLE = Pattern.compile("\\s*(\\d+)\\s*,\\s*(\\d+)\\s*");

    private final Process process;
    private final Thread reader;
    private final List<Sample> samples = new ArrayList<>();
    private @Nullable String other;

    /**
     * A reading of the driver.
     *
     * @param percent of the time since the last one or so in which a kernel ran
     * @param mebibytes in use
     */
    private record Sample(int percent, int mebibytes) {}

    private GpuSampler(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "gpu-sampler");
    }

    /** The driver's program for a GPU; {@code device}: as DJL names it, such as {@code gpu0}. */
    static List<String> program(String device) {
        return List.of(
                "nvidia-smi",
                "--id=" + device.replaceAll("\\D", ""),
                "--query-gpu=utilization.gpu,memory.used",
                "--format=csv,noheader,nounits",
                "--loop-ms=200");
    }

    /**
     * Begins to read.
     *
     * @throws IOException if there is no such program
     */
    static GpuSampler start(List<String> program) throws IOException {
        GpuSampler sampler = new GpuSampler(
                new ProcessBuilder(program).redirectErrorStream(true).start());
        sampler.reader.start();
        return sampler;
    }

    private void read() {
        try (Stream<String> lines = process.inputReader().lines()) {
            lines.forEach(line -> {
                Matcher sample = SAMPLE.matcher(line);
                synchronized (samples) {
                    if (sample.matches()) {
                        samples.add(new Sample(Integer.parseInt(sample.group(1)), Integer.parseInt(sample.group(2))));
                    } else {
                        other = line;
                    }
                }
            });
        } catch (UncheckedIOException e) {
            return; // It was ended.
        }
    }

    /**
     * What was read.
     *
     * @param share of the time in which the GPU computed, 0 to 1
     * @param peakMebibytes the most memory in use
     */
    record GpuUse(double share, int peakMebibytes, int samples) {}

    /**
     * Ends it.
     *
     * @throws IOException if nothing was read, with what the program said instead
     */
    GpuUse end() throws IOException, InterruptedException {
        process.destroy();
        reader.join();
        synchronized (samples) {
            if (samples.isEmpty()) {
                throw new IOException("nvidia-smi: " + (other == null ? "it says nothing" : other)
                        + ": must print a GPU's use: see docs/gpu.md");
            }
            return new GpuUse(
                    samples.stream().mapToInt(Sample::percent).average().orElseThrow() / 100,
                    samples.stream().mapToInt(Sample::mebibytes).max().orElseThrow(),
                    samples.size());
        }
    }
}
