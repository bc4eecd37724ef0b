package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.imaging.image.JpegCopy;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The objective as the mean over JPEG files, on a network that is a filter: judged with the JDK's own encoder. */
class ExpectationOverFilesTest {

    private static final int SIDE = 32;

    private final SplittableRandom random = new SplittableRandom(3);
    private final PlanarImage y = smooth();
    private final PlanarImage target = Attacks.randomImage(random, SIDE, SIDE, 0, 1);
    private final DiagonalNetwork network = new DiagonalNetwork(SIDE, SIDE, filled(1));

    @Test
    void theObjectiveIsTheMeanOverRealFilesNearly() {
        Attack attack =
                Attacks.on(y).towards(target).files(1, 0, 50, 90).steps(1).attack();

        double first = TestRuns.complete(network, attack).trace().get(0).objective();

        PlanarImage start = sum(y, attack.start());
        double real = (Distances.l2(JpegCopy.of(start, 50), target) + Distances.l2(JpegCopy.of(start, 90), target)) / 2;
        assertThat(first).isCloseTo(real, within(0.002 * real));
        assertThat(first).isNotCloseTo(Distances.l2(start, target), within(1e-4 * real));
    }

    /** Towards an image that differs by what quality 30 takes away, plain gradients change what no file keeps. */
    @Test
    void whatIsFoundSurvivesRealFilesBetter() {
        Attacks attacks = Attacks.on(y).towards(target).budget(8).steps(60);
        PlanarImage plain = TestRuns.complete(network, attacks.attack()).perturbation();
        PlanarImage throughFiles =
                TestRuns.complete(network, attacks.files(1, 0, 20, 30).attack()).perturbation();

        double ofPlain = Distances.l2(JpegCopy.of(sum(y, plain), 25), target);
        double ofFiles = Distances.l2(JpegCopy.of(sum(y, throughFiles), 25), target);
        double before = Distances.l2(JpegCopy.of(y, 25), target);

        assertThat(before - ofFiles).isGreaterThan(1.2 * (before - ofPlain));
        assertThat(before - ofPlain).isPositive();
    }

    @Test
    void allFilesOfADrawShowTheSameNoise() {
        // In one step from zero, the mean over one noise in two files of quality 100 is that of one file.
        Attack once = Attacks.on(y).towards(target).files(2, 0.05, 100).steps(1).attack();
        Attack twice =
                Attacks.on(y).towards(target).files(2, 0.05, 99, 100).steps(1).attack();

        double ofOne = TestRuns.complete(network, once).trace().get(0).objective();
        double ofTwo = TestRuns.complete(network, twice).trace().get(0).objective();

        // Other noise would change the distance by about 0.05 of its norm over sqrt(2 n).
        assertThat(ofTwo).isCloseTo(ofOne, within(2e-4 * ofOne));
    }

    @Test
    void neighboursInTheBatchAreNotTouched() {
        Attack plain = Attacks.on(y).steps(8).attack();
        Attack files = Attacks.on(y).steps(8).seed(2).files(1, 0, 40, 75, 90).attack();
        Attack noisy = Attacks.on(y).steps(8).seed(3).noise(2, 0.01).attack();

        List<AttackOutcome> together = TestRuns.run(network, TestPasses.of(4, 1), 3, List.of(plain, files, noisy));

        assertThat(together)
                .extracting(outcome -> ((AttackOutcome.Completed) outcome).perturbation())
                .containsExactly(
                        TestRuns.complete(network, plain).perturbation(),
                        TestRuns.complete(network, files).perturbation(),
                        TestRuns.complete(network, noisy).perturbation());
    }

    private static PlanarImage sum(PlanarImage a, PlanarImage b) {
        float[] sum = new float[a.values().length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a.values()[i] + b.values()[i];
        }
        return PlanarImage.of(a.height(), a.width(), sum);
    }

    private static float[] filled(float value) {
        float[] values = new float[3 * SIDE * SIDE];
        Arrays.fill(values, value);
        return values;
    }

    /** What a file can hold: waves, not noise. */
    private static PlanarImage smooth() {
        float[] values = filled(0);
        for (int i = 0; i < values.length; i++) {
            int column = i % SIDE;
            int row = i / SIDE % SIDE;
            values[i] = (float) (0.5 + 0.2 * Math.sin(0.3 * column) + 0.2 * Math.cos(0.2 * row + i / (SIDE * SIDE)));
        }
        return PlanarImage.of(SIDE, SIDE, values);
    }
}
