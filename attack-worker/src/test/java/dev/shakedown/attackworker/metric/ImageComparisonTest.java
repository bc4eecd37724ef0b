package dev.shakedown.attackworker.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.attackworker.metric.ImageComparison.ImagePair;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageComparisonTest {

    @Test
    void severalPairsHaveTheNumbersOfEachAlone() {
        Random random = new Random(7);
        PlanarImage x = RandomImages.uniform(random, 17, 14);
        PlanarImage y = RandomImages.uniform(random, 17, 14);
        PlanarImage other = RandomImages.uniform(random, 12, 21);
        PlanarImage small = RandomImages.uniform(random, 10, 30);
        List<ImagePair> pairs = List.of(
                new ImagePair(x, y),
                new ImagePair(y, null),
                new ImagePair(y, x),
                new ImagePair(other, other),
                new ImagePair(small, small),
                new ImagePair(x, x));

        assertThat(ImageComparison.compare(pairs))
                .containsExactly(
                        ImageComparison.compare(x, y),
                        null,
                        ImageComparison.compare(y, x),
                        ImageComparison.compare(other, other),
                        ImageComparison.compare(small, small),
                        ImageComparison.compare(x, x));
    }
}
