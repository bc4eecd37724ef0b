package dev.shakedown.attackworker.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricPropertiesTest {

    private static PlanarImage affine(PlanarImage image, float scale, float shift) {
        float[] values = image.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = scale * values[i] + shift;
        }
        return PlanarImage.of(image.height(), image.width(), values);
    }

    @Test
    void anImageIsLikeItself() {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            PlanarImage image = RandomImages.uniform(random, 11 + random.nextInt(20), 11 + random.nextInt(20));

            ImageQuality quality = ImageComparison.compare(image, image);

            assertThat(quality.psnr()).isEqualTo(Double.POSITIVE_INFINITY);
            assertThat(quality.ncc()).isCloseTo(1, within(1e-14));
            assertThat(quality.ssim()).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void everyMetricIsSymmetricAndAgreesWithItsOwnClass() {
        Random random = new Random(2);
        for (int i = 0; i < 100; i++) {
            int height = 11 + random.nextInt(20);
            int width = 11 + random.nextInt(20);
            PlanarImage a = RandomImages.uniform(random, height, width);
            PlanarImage b = RandomImages.uniform(random, height, width);

            ImageQuality quality = ImageComparison.compare(a, b);

            assertThat(quality.ncc())
                    .isBetween(-1.0, 1.0)
                    .isEqualTo(ImageComparison.compare(b, a).ncc());
            assertThat(quality.ssim())
                    .isBetween(-1.0, 1.0)
                    .isCloseTo(ImageComparison.compare(b, a).ssim(), within(1e-14));
            assertThat(quality.psnr())
                    .isPositive()
                    .isEqualTo(ImageComparison.compare(b, a).psnr());
        }
    }

    @Test
    void psnrOfAConstantDifferenceFollowsFromTheFormula() {
        PlanarImage black = RandomImages.constant(12, 13, 0);

        assertThat(ImageComparison.compare(black, RandomImages.constant(12, 13, 1))
                        .psnr())
                .isZero();
        assertThat(ImageComparison.compare(black, RandomImages.constant(12, 13, 0.1f))
                        .psnr())
                .isCloseTo(20, within(1e-6));
        assertThat(ImageComparison.compare(black, RandomImages.constant(12, 13, 0.01f))
                        .psnr())
                .isCloseTo(40, within(1e-6));
    }

    @Test
    void nccIgnoresBrightnessAndContrastAndSeesInversion() {
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            PlanarImage image = RandomImages.uniform(random, 3 + random.nextInt(9), 3 + random.nextInt(9));

            assertThat(ImageComparison.compare(image, affine(image, 0.5f, 0.25f))
                            .ncc())
                    .isCloseTo(1, within(1e-9));
            assertThat(ImageComparison.compare(image, affine(image, -1, 1)).ncc())
                    .isCloseTo(-1, within(1e-9));
        }
    }

    @Test
    void ssimOfConstantsIsTheLuminanceTerm() {
        double a = 0.25f;
        double b = 0.75f;
        double expected = (2 * a * b + 1e-4) / (a * a + b * b + 1e-4);

        double ssim = ImageComparison.compare(
                        RandomImages.constant(15, 12, 0.25f), RandomImages.constant(15, 12, 0.75f))
                .ssim();

        assertThat(ssim).isCloseTo(expected, within(1e-10));
    }

    @Test
    void valuesAreClampedBeforeTheyAreCompared() {
        PlanarImage white = RandomImages.constant(12, 12, 1);
        PlanarImage whiter = RandomImages.constant(12, 12, 7);

        assertThat(ImageComparison.compare(white, whiter).psnr()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void whatHasNoAnswerIsNaN() {
        PlanarImage grey = RandomImages.constant(12, 12, 0.3f);
        PlanarImage image = RandomImages.uniform(new Random(4), 12, 12);
        PlanarImage broken = affine(image, Float.NaN, 0);
        PlanarImage small = RandomImages.uniform(new Random(5), 10, 40);

        assertThat(ImageComparison.compare(grey, image).ncc()).isNaN();
        assertThat(ImageComparison.compare(grey, grey).ncc()).isNaN();
        assertThat(ImageComparison.compare(small, small).ssim()).isNaN();
        assertThat(ImageComparison.compare(image, broken))
                .isEqualTo(new ImageQuality(Double.NaN, Double.NaN, Double.NaN));
    }

    @Test
    void differentSizesAreProgrammingErrors() {
        PlanarImage a = RandomImages.constant(12, 13, 0);
        PlanarImage b = RandomImages.constant(13, 12, 0);

        assertThatThrownBy(() -> ImageComparison.compare(a, b)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ImageComparison.compare(a, b).psnr()).isInstanceOf(IllegalArgumentException.class);
    }
}
