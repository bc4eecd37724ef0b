package dev.shakedown.attackworker.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.imaging.array.NpyArray;
import dev.shakedown.imaging.array.NpyDecoder;
import dev.shakedown.imaging.array.NpyDecoding;
import dev.shakedown.imaging.image.PlanarImage;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Against numpy and scikit-image; see src/test/resources/metric/make_fixtures.py. */
class GoldenMetricsTest {

    @ParameterizedTest
    @CsvFileSource(resources = "/metric/golden.csv")
    void metricsAgreeWithNumpyAndScikitImage(
            String name, double psnr, double ncc, double ssim, double psnrY, double ssimY) throws IOException {
        ImageQuality quality = ImageComparison.compare(image(name + "-a"), image(name + "-b"));

        assertThat(quality.psnr()).isCloseTo(psnr, within(1e-9));
        assertThat(quality.ncc()).isCloseTo(ncc, within(1e-12));
        assertThat(quality.ssim()).isCloseTo(ssim, within(1e-11));
        // Luma is rounded to float32.
        ImageQuality luma = ImageComparison.compare(
                FurtherMetrics.luma(image(name + "-a")), FurtherMetrics.luma(image(name + "-b")));
        assertThat(luma.psnr()).isCloseTo(psnrY, within(1e-5));
        assertThat(luma.ssim()).isCloseTo(ssimY, within(1e-7));
    }

    private static PlanarImage image(String name) throws IOException {
        try (InputStream stream = GoldenMetricsTest.class.getResourceAsStream("/metric/" + name + ".npy")) {
            NpyArray array = ((NpyDecoding.Decoded) NpyDecoder.decode(stream.readAllBytes(), 100_000)).array();
            return PlanarImage.of(array.shape().side(1), array.shape().side(2), array.toFloats());
        }
    }
}
