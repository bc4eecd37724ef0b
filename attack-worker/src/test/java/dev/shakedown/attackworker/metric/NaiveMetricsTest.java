package dev.shakedown.attackworker.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.imaging.image.PlanarImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the formulas written down a second time, as plainly as possible. */
class NaiveMetricsTest {

    @Test
    void ssimIsTheMeanOverWindowsInsideTheImage() {
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            int height = 11 + random.nextInt(6);
            int width = 11 + random.nextInt(6);
            PlanarImage a = RandomImages.uniform(random, height, width);
            PlanarImage b = RandomImages.uniform(random, height, width);

            assertThat(ImageComparison.compare(a, b).ssim()).isCloseTo(naiveSsim(a, b), within(1e-12));
        }
    }

    private static double naiveSsim(PlanarImage a, PlanarImage b) {
        double sum = 0;
        int windows = 0;
        for (int channel = 0; channel < 3; channel++) {
            for (int row = 5; row < a.height() - 5; row++) {
                for (int column = 5; column < a.width() - 5; column++) {
                    sum += naiveWindow(a, b, channel, row, column);
                    windows++;
                }
            }
        }
        return sum / windows;
    }

    private static double naiveWindow(PlanarImage a, PlanarImage b, int channel, int row, int column) {
        double total = 0;
        double meanA = 0;
        double meanB = 0;
        for (int i = -5; i <= 5; i++) {
            for (int j = -5; j <= 5; j++) {
                double weight = Math.exp(-(i * i + j * j) / 4.5);
                total += weight;
                meanA += weight * a.at(channel, row + i, column + j);
                meanB += weight * b.at(channel, row + i, column + j);
            }
        }
        meanA /= total;
        meanB /= total;
        double varianceA = 0;
        double varianceB = 0;
        double covariance = 0;
        for (int i = -5; i <= 5; i++) {
            for (int j = -5; j <= 5; j++) {
                double weight = Math.exp(-(i * i + j * j) / 4.5) / total;
                double fromMeanA = a.at(channel, row + i, column + j) - meanA;
                double fromMeanB = b.at(channel, row + i, column + j) - meanB;
                varianceA += weight * fromMeanA * fromMeanA;
                varianceB += weight * fromMeanB * fromMeanB;
                covariance += weight * fromMeanA * fromMeanB;
            }
        }
        double luminance = (2 * meanA * meanB + 1e-4) / (meanA * meanA + meanB * meanB + 1e-4);
        return luminance * (2 * covariance + 9e-4) / (varianceA + varianceB + 9e-4);
    }

    @Test
    void psnrAndNccFollowTheirFormulas() {
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            PlanarImage a = RandomImages.uniform(random, 1 + random.nextInt(9), 1 + random.nextInt(9));
            PlanarImage b = RandomImages.uniform(random, a.height(), a.width());
            float[] valuesA = a.values();
            float[] valuesB = b.values();
            int n = valuesA.length;
            double sumA = 0;
            double sumB = 0;
            double sumAa = 0;
            double sumBb = 0;
            double sumAb = 0;
            for (int v = 0; v < n; v++) {
                sumA += valuesA[v];
                sumB += valuesB[v];
                sumAa += (double) valuesA[v] * valuesA[v];
                sumBb += (double) valuesB[v] * valuesB[v];
                sumAb += (double) valuesA[v] * valuesB[v];
            }
            double mse = (sumAa - 2 * sumAb + sumBb) / n;
            double ncc = (n * sumAb - sumA * sumB) / Math.sqrt((n * sumAa - sumA * sumA) * (n * sumBb - sumB * sumB));

            assertThat(ImageComparison.compare(a, b).psnr()).isCloseTo(10 * Math.log10(1 / mse), within(1e-9));
            assertThat(ImageComparison.compare(a, b).ncc()).isCloseTo(ncc, within(1e-9));
        }
    }
}
