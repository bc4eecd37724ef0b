package dev.shakedown.cli.preflight;

import dev.shakedown.cli.preflight.Preflight.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a program in this container sees a GPU, and its driver is new enough for the workers' CUDA. */
public final class GpuPreflight {

    /** The NVIDIA container runtime puts it into containers that request a GPU. */
    private static final List<String> PROGRAM =
            List.of("nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader");

    private static final String SUBJECT = "gpu";
    /** CUDA 12's oldest driver by minor-version compatibility is 525.60.13 (NVIDIA, CUDA compatibility). */
    private static final int OLDEST_DRIVER = 525;

    private static final Pattern DRIVER = Pattern.compile(", (\\d+)\\.[0-9.]+$");

    private GpuPreflight() {}

    /** The GPUs that this container sees. */
    public static List<Finding> findings() throws InterruptedException {
        return findings(PROGRAM);
    }

    /**
     * One line for each GPU, or one that says why there is none.
     *
     * @param program prints name, memory and driver of a GPU on each line
     */
    static List<Finding> findings(List<String> program) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(program).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0 || said.isEmpty()) {
                return List.of(none(said.lines().findFirst().orElse("it says nothing")));
            }
            return said.lines().map(GpuPreflight::gpu).toList();
        } catch (IOException e) {
            return List.of(none("not found"));
        }
    }

    private static Finding gpu(String line) {
        Matcher driver = DRIVER.matcher(line);
        return driver.find() && Integer.parseInt(driver.group(1)) < OLDEST_DRIVER
                ? Finding.failed(SUBJECT, "%s: driver: must be 525.60.13 or newer, for CUDA 12".formatted(line))
                : Finding.ok(SUBJECT, line);
    }

    private static Finding none(String reason) {
        return Finding.failed(
                SUBJECT,
                "nvidia-smi: %s: must list a GPU: request nvidia.com/gpu and check the device plugin, the driver and runtimeClassName"
                        .formatted(reason));
    }
}
