package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.attackworker.attack.AttackEvaluation.JudgeOutcome;
import dev.shakedown.attackworker.metric.ImageComparison;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.FurtherMetric;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.JpegCopy;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** On N(y) = w y every number can be computed on paper. */
class AttackEvaluationTest {

    private static final int HEIGHT = 14;
    private static final int WIDTH = 12;

    private final SplittableRandom random = new SplittableRandom(5);
    private final PlanarImage y = Attacks.randomImage(random, HEIGHT, WIDTH, 0.1, 0.9);
    private final PlanarImage sharp = Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1);
    private final PlanarImage target = Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1);

    @Test
    void aJudgesNumbersAreThoseOfItsOwnOutputs() {
        Attack attack = Attacks.on(y).steps(8).attack();
        try (RestorationNetwork crafted = scaled(0.8f);
                RestorationNetwork judge = scaled(0.5f)) {
            AttackOutcome.Completed done = TestRuns.complete(crafted, attack);
            PlanarImage delta = done.perturbation();
            AttackEvaluation evaluation = new AttackEvaluation(done, y, delta, sharp);

            Evaluation own = numbers(evaluation.onItsOwn(crafted));
            Evaluation other = numbers(evaluation.on(judge));

            assertThat(own.lipschitz()).isCloseTo(0.8, within(1e-5));
            assertThat(own.finalObjective()).isEqualTo(done.finalObjective());
            assertThat(own.initialObjective()).isEqualTo(done.trace().get(0).objective());
            assertThat(other.lipschitz()).isCloseTo(0.5, within(1e-5));
            assertThat(other.finalObjective()).isCloseTo(0.5 * Distances.l2(delta), within(1e-5));
            // The random start is the same for both.
            assertThat(other.initialObjective()).isCloseTo(own.initialObjective() * 0.5 / 0.8, within(1e-5));
            assertThat(other.cleanToSharp()).isEqualTo(ImageComparison.compare(times(0.5f, y), sharp));
            assertThat(other.attackedToSharp()).isEqualTo(ImageComparison.compare(times(0.5f, y.plus(delta)), sharp));
            assertThat(other.eightBitToSharp())
                    .isEqualTo(ImageComparison.compare(times(0.5f, EightBit.round(y.plus(delta))), sharp));
            assertThat(other.attackedToClean())
                    .isEqualTo(ImageComparison.compare(times(0.5f, y.plus(delta)), times(0.5f, y)));
            assertThat(other.attackedToTarget()).isNull();
            assertThat(other.blurredToSharp()).isEqualTo(own.blurredToSharp());
        }
    }

    @Test
    void furtherMetricsAreOfTheJudgesOutputs() {
        Attack attack = Attacks.on(y).towards(target).steps(8).attack();
        try (RestorationNetwork crafted = scaled(0.8f);
                RestorationNetwork judge = scaled(0.5f)) {
            AttackOutcome.Completed done = TestRuns.complete(crafted, attack);
            PlanarImage delta = done.perturbation();

            Evaluation plain = numbers(new AttackEvaluation(done, y, delta, sharp).on(judge));
            Evaluation further =
                    numbers(new AttackEvaluation(done, y, delta, sharp, List.of("jpeg-60", "psnr-y")).on(judge));

            assertThat(further).isEqualTo(plain.with(further.furtherMetrics()));
            PlanarImage clean = times(0.5f, JpegCopy.of(y, 60));
            PlanarImage attacked = times(0.5f, JpegCopy.of(y.plus(delta), 60));
            assertThat(further.furtherMetrics())
                    .hasSize(3 * 5 + 6)
                    .contains(
                            new FurtherMetric("jpeg-60-psnr", "clean", "sharp", psnr(clean, sharp)),
                            new FurtherMetric("jpeg-60-psnr", "attacked", "sharp", psnr(attacked, sharp)),
                            new FurtherMetric("jpeg-60-psnr", "attacked", "target", psnr(attacked, target)),
                            new FurtherMetric("jpeg-60-psnr", "attacked", "clean", psnr(attacked, clean)))
                    .extracting(metric -> metric.metric() + " " + metric.image() + " " + metric.reference())
                    .startsWith("jpeg-60-psnr clean sharp")
                    .contains("jpeg-60-ncc attacked target", "psnr-y blurred sharp", "psnr-y attacked clean")
                    .doesNotContain("jpeg-60-psnr blurred sharp");
            assertThat(numbers(new AttackEvaluation(done, y, delta, null, List.of("ssim-y")).on(judge))
                            .furtherMetrics())
                    .extracting(FurtherMetric::reference)
                    .containsExactly("target", "target", "clean");
        }
    }

    private static double psnr(PlanarImage image, PlanarImage reference) {
        return ImageComparison.psnr(image, reference);
    }

    @Test
    void aTargetedObjectiveIsTheDistanceOfTheJudgesOutputToTheTarget() {
        Attack attack = Attacks.on(y).towards(target).steps(8).attack();
        try (RestorationNetwork crafted = scaled(0.8f);
                RestorationNetwork judge = scaled(0.5f)) {
            AttackOutcome.Completed done = TestRuns.complete(crafted, attack);

            Evaluation other = numbers(new AttackEvaluation(done, y, done.perturbation(), null).on(judge));

            PlanarImage attacked = times(0.5f, y.plus(done.perturbation()));
            assertThat(other.finalObjective()).isEqualTo(Distances.l2(attacked, target));
            assertThat(other.attackedToTarget()).isEqualTo(ImageComparison.compare(attacked, target));
            assertThat(other.cleanToTarget()).isEqualTo(ImageComparison.compare(times(0.5f, y), target));
            assertThat(other.cleanToSharp()).isNull();
        }
    }

    @Test
    void theObjectiveOfAUniversalAttackIsTheMeanOverAllItsImages() {
        PlanarImage second = Attacks.randomImage(random, HEIGHT, WIDTH, 0.1, 0.9);
        Attack attack = Attacks.on(y)
                .towards(target)
                .also(second, target)
                .restarts(2)
                .steps(6)
                .attack();
        try (RestorationNetwork crafted = scaled(0.8f);
                RestorationNetwork judge = scaled(0.5f)) {
            AttackOutcome.Completed done = TestRuns.complete(crafted, attack);
            AttackEvaluation evaluation = new AttackEvaluation(done, y, done.perturbation(), null);

            Evaluation own = numbers(evaluation.onItsOwn(crafted));
            Evaluation other = numbers(evaluation.on(judge));

            assertThat(own.finalObjective()).isCloseTo(done.finalObjective(), within(1e-9));
            // What another network makes of the start is what the crafting one would, were it that network.
            assertThat(numbers(evaluation.on(crafted)).initialObjective())
                    .isCloseTo(own.initialObjective(), within(1e-4));
            double first = Distances.l2(times(0.5f, y.plus(done.perturbation())), target);
            double next = Distances.l2(times(0.5f, second.plus(done.perturbation())), target);
            assertThat(other.finalObjective()).isCloseTo((first + next) / 2, within(1e-9));
        }
    }

    @Test
    void roundingTo8BitsMayLeaveTheBudgetByHalfALevel() {
        Attack attack = Attacks.on(y).steps(40).attack();
        try (RestorationNetwork network = scaled(0.8f)) {
            AttackOutcome.Completed done = TestRuns.complete(network, attack);

            Evaluation evaluation = numbers(new AttackEvaluation(done, y, done.perturbation(), null).onItsOwn(network));

            assertThat(evaluation.perturbationMaxNorm()).isLessThanOrEqualTo(attack.epsilon());
            assertThat(evaluation.eightBitMaxNorm())
                    .isGreaterThan(attack.epsilon())
                    .isLessThanOrEqualTo(attack.epsilon() + 0.5 / 255 + 1e-7);
        }
    }

    @Test
    void anOutputThatIsNotFiniteIsNamed() {
        Attack attack = Attacks.on(y).steps(2).attack();
        float[] weights = new float[3 * HEIGHT * WIDTH];
        weights[7] = Float.NaN;
        try (RestorationNetwork crafted = scaled(0.8f);
                RestorationNetwork broken = new DiagonalNetwork(HEIGHT, WIDTH, weights)) {
            AttackOutcome.Completed done = TestRuns.complete(crafted, attack);

            assertThat(new AttackEvaluation(done, y, done.perturbation(), null).on(broken))
                    .isEqualTo(new JudgeOutcome.NotFinite("N(y)"));
        }
    }

    private static Evaluation numbers(JudgeOutcome judgement) {
        return ((JudgeOutcome.Passed) judgement).evaluation();
    }

    private static DiagonalNetwork scaled(float weight) {
        float[] weights = new float[3 * HEIGHT * WIDTH];
        Arrays.fill(weights, weight);
        return new DiagonalNetwork(HEIGHT, WIDTH, weights);
    }

    private static PlanarImage times(float weight, PlanarImage image) {
        float[] values = image.values();
        for (int i = 0; i < values.length; i++) {
            values[i] *= weight;
        }
        return PlanarImage.of(HEIGHT, WIDTH, values);
    }
}
