package dev.shakedown.attackworker.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuPrecisionTest {

    @Test
    void aGpuThatMayRoundConvolutionsIsWarnedOf() {
        assertThat(GpuPrecision.warning("gpu0", Map.of()))
                .get()
                .asString()
                .startsWith("NVIDIA_TF32_OVERRIDE: is not set");
        assertThat(GpuPrecision.warning("gpu0", Map.of("NVIDIA_TF32_OVERRIDE", "1")))
                .get()
                .asString()
                .startsWith("NVIDIA_TF32_OVERRIDE: 1: must be 0")
                .doesNotContain("products");
    }

    @Test
    void productsOfMatricesAreNamedWhereTheyAreRoundedToo() {
        assertThat(GpuPrecision.warning("gpu1", Map.of("TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "1")))
                .get()
                .asString()
                .contains("convolutions and products of matrices");
    }

    @Test
    void float32AndProcessorsNeedNoWarning() {
        assertThat(GpuPrecision.warning("gpu0", Map.of("NVIDIA_TF32_OVERRIDE", "0")))
                .isEmpty();
        assertThat(GpuPrecision.warning("cpu", Map.of())).isEmpty();
    }
}
