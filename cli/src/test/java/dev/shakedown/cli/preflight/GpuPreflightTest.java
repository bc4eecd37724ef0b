package dev.shakedown.cli.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.cli.preflight.Preflight.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class GpuPreflightTest {

    @Test
    void listsEachGpu() throws InterruptedException {
        List<Finding> findings = printed("NVIDIA L4, 23034 MiB, 550.54.15\nNVIDIA L4, 23034 MiB, 550.54.15");

        assertThat(findings).hasSize(2).containsOnly(Finding.ok("gpu", "NVIDIA L4, 23034 MiB, 550.54.15"));
    }

    @Test
    void refusesADriverThatIsTooOldForCuda() throws InterruptedException {
        List<Finding> findings = printed("Tesla T4, 15360 MiB, 470.82.01");

        assertThat(findings)
                .containsExactly(Finding.failed(
                        "gpu", "Tesla T4, 15360 MiB, 470.82.01: driver: must be 525.60.13 or newer, for CUDA 12"));
    }

    @Test
    void saysWhyThereIsNoGpu() throws InterruptedException {
        List<Finding> absent = GpuPreflight.findings(List.of("/nonexistent/nvidia-smi"));
        List<Finding> failing = GpuPreflight.findings(List.of("sh", "-c", "echo No devices were found; exit 6"));

        assertThat(absent)
                .singleElement()
                .satisfies(finding -> assertThat(finding.state()).isEqualTo(Finding.State.FAILED))
                .extracting(Finding::detail)
                .asString()
                .startsWith("nvidia-smi: not found: must list a GPU");
        assertThat(failing)
                .singleElement()
                .extracting(Finding::detail)
                .asString()
                .startsWith("nvidia-smi: No devices were found: must list a GPU");
    }

    private static List<Finding> printed(String lines) throws InterruptedException {
        return GpuPreflight.findings(List.of("printf", "%s\n", lines));
    }
}
