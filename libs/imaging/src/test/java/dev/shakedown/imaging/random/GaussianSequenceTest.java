package dev.shakedown.imaging.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GaussianSequenceTest {

    @Test
    void momentsAreThoseOfTheStandardNormalDistribution() {
        GaussianSequence gaussian = new GaussianSequence(new SplittableRandom(1));
        int count = 1_000_000;
        double[] moments = new double[5];
        int withinOne = 0;
        for (int i = 0; i < count; i++) {
            double value = gaussian.next();
            withinOne += Math.abs(value) < 1 ? 1 : 0;
            for (int order = 1; order <= 4; order++) {
                moments[order] += Math.pow(value, order) / count;
            }
        }

        assertThat(moments[1]).isCloseTo(0, within(0.005));
        assertThat(moments[2]).isCloseTo(1, within(0.008));
        assertThat(moments[3]).isCloseTo(0, within(0.02));
        assertThat(moments[4]).isCloseTo(3, within(0.06));
        assertThat(withinOne / (double) count).isCloseTo(0.6827, within(0.003));
    }

    @Test
    void aSeedMeansTheSameSequenceEverywhere() {
        GaussianSequence gaussian = new GaussianSequence(new SplittableRandom(42));

        double[] first = {gaussian.next(), gaussian.next(), gaussian.next()};

        assertThat(first).containsExactly(0.49295065581737485, -0.6940056672160174, -1.2810773478777024);
    }
}
