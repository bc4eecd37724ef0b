package dev.shakedown.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GpuSamplerTest {

    @Test
    void tellsTheShareOfTimeAndTheMostMemory() throws Exception {
        GpuSampler sampler = GpuSampler.start(List.of("sh", "-c", "echo 20, 3000; echo '100, 5000'; echo 0, 4000"));
        Thread.sleep(500);

        GpuSampler.GpuUse use = sampler.end();

        assertThat(use.share()).isCloseTo(0.4, within(1e-9));
        assertThat(use.peakMebibytes()).isEqualTo(5000);
        assertThat(use.samples()).isEqualTo(3);
    }

    @Test
    void aProgramThatGoesOnIsEnded() throws Exception {
        GpuSampler sampler = GpuSampler.start(List.of("sh", "-c", "echo 50, 1; exec sleep 1000"));
        Thread.sleep(500);

        assertThat(sampler.end().share()).isEqualTo(0.5);
    }

    @Test
    void saysWhatTheDriverSaysInsteadOfNumbers() throws Exception {
        GpuSampler sampler = GpuSampler.start(List.of("sh", "-c", "echo No devices were found"));
        Thread.sleep(500);

        assertThatThrownBy(sampler::end)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nvidia-smi: No devices were found: must print a GPU's use");
    }

    @Test
    void asksForTheGpuThatTheWorkerComputesOn() {
        assertThat(GpuSampler.program("gpu1")).contains("--id=1");
    }
}
