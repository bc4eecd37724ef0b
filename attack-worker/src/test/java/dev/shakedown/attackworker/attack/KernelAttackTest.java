package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.attack.AttackEvaluation.JudgeOutcome;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Perturb;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.InputGradient;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Searches for the kernel that a network is told. */
class KernelAttackTest {

    private static final int HEIGHT = 28;
    private static final int WIDTH = 24;

    private final SplittableRandom random = new SplittableRandom(17);
    private final PlanarImage y = Attacks.randomImage(random, HEIGHT, WIDTH, 0.2, 0.8);
    private final BlurKernel b = Attacks.randomKernel(random, 7);

    @ParameterizedTest
    @EnumSource(Norm.class)
    void everyProjectedKernelIsOnTheSimplexAndInTheBall(Norm norm) {
        for (int i = 0; i < 500; i++) {
            BlurKernel centre = Attacks.randomKernel(random, 3 + 2 * random.nextInt(6));
            double own = new KernelBall(centre, norm, 1).distance(BlurKernel.of(centre.size(), ones(centre.size())));
            KernelBall ball = new KernelBall(centre, norm, own * Math.pow(10, -3 * random.nextDouble()));
            double[] weights = centre.weights();
            double scale = Math.pow(10, 4 * random.nextDouble() - 4);
            for (int j = 0; j < weights.length; j++) {
                weights[j] += scale * (2 * random.nextDouble() - 1);
            }

            float[] projected = ball.project(weights);

            double sum = 0;
            for (float weight : projected) {
                assertThat(weight).isNotNegative();
                sum += weight;
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
            assertThat(ball.holds(kernel(centre.size(), projected))).isTrue();
        }
    }

    @Test
    void theTrueKernelIsWhereTheProjectionLeavesIt() {
        float[] projected = new KernelBall(b, Norm.L2, 0.1).project(b.weights());

        for (int i = 0; i < projected.length; i++) {
            assertThat(projected[i]).isEqualTo((float) b.weights()[i]);
        }
    }

    /** The multiplier of the quadratic program, by bisection. */
    @Test
    void theProjectionOntoTheSimplexIsTheNearestPoint() {
        for (int i = 0; i < 200; i++) {
            double[] values = new double[25];
            for (int j = 0; j < values.length; j++) {
                values[j] = 4 * random.nextDouble() - 2;
            }
            double low = -3;
            double high = 2;
            for (int halving = 0; halving < 100; halving++) {
                double theta = (low + high) / 2;
                double sum = 0;
                for (double value : values) {
                    sum += Math.max(value - theta, 0);
                }
                low = sum > 1 ? theta : low;
                high = sum > 1 ? high : theta;
            }

            double[] projected = KernelBall.ontoSimplex(values);

            for (int j = 0; j < values.length; j++) {
                assertThat(projected[j]).isCloseTo(Math.max(values[j] - high, 0), within(1e-12));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"KERNEL, L2", "KERNEL, LINF", "BOTH, L2", "BOTH, LINF"})
    void whatIsToldHarmsMoreThanItsStartAndKeepsItsBudget(Perturb what, Norm norm) {
        Attack attack =
                usual().perturbing(what, norm, 0.05).traceEvery(1).steps(40).attack();
        try (RestorationNetwork network = AttackTestNetworks.open("wiener")) {

            AttackOutcome.Completed done = TestRuns.complete(network, attack);

            KernelBall ball = KernelBall.of(attack);
            assertThat(ball.holds(told(done))).isTrue();
            assertThat(Constraint.violationOfKernel(done)).isEmpty();
            assertThat(Constraint.violation(attack, y, done.perturbation())).isEmpty();
            assertThat(ball.distance(told(done))).isGreaterThan(0.9 * ball.radius());
            assertThat(done.finalObjective())
                    .isGreaterThan(1.3 * done.trace().get(0).objective());
            assertThat(done.stillness()).isNull();
            assertThat(Distances.max(done.perturbation())).isEqualTo(what == Perturb.KERNEL ? 0 : attack.epsilon());
        }
    }

    @Test
    void theKernelsGradientIsThatOfFiniteDifferences() {
        try (RestorationNetwork network = AttackTestNetworks.open("wiener");
                NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
            NDArray image = Tensors.image(manager, y);
            double[] direction = new double[b.size() * b.size()];
            for (int i = 0; i < direction.length; i++) {
                direction[i] = 2 * random.nextDouble() - 1;
            }
            float[] gradient = InputGradient.throughBoth(
                            network,
                            image,
                            moved(manager, direction, 0),
                            output -> new InputGradient(output.square().sum(new int[] {1, 2, 3}), output.mul(2)))
                    .ofKernel()
                    .toFloatArray();
            double slope = 0;
            for (int i = 0; i < direction.length; i++) {
                slope += gradient[i] * direction[i];
            }
            double step = 2e-3;

            double difference = (squares(network, image, moved(manager, direction, step))
                            - squares(network, image, moved(manager, direction, -step)))
                    / (2 * step);

            assertThat(difference).isCloseTo(slope, within(0.02 * Math.abs(slope)));
        }
    }

    private static double squares(RestorationNetwork network, NDArray image, NDArray kernel) {
        double sum = 0;
        for (float value : network.restore(image, kernel).toFloatArray()) {
            sum += (double) value * value;
        }
        return sum;
    }

    private NDArray moved(NDManager manager, double[] direction, double step) {
        NDArray kernel = Tensors.kernel(manager, b, b.size());
        float[] way = new float[direction.length];
        for (int i = 0; i < way.length; i++) {
            way[i] = (float) (step * direction[i]);
        }
        return kernel.add(manager.create(way, kernel.getShape()));
    }

    @Test
    void othersAndALargerKernelInTheBatchChangeNothing() {
        Attack kernel = usual().perturbing(Perturb.KERNEL, Norm.L2, 0.05).attack();
        Attack both = usual().seed(3).perturbing(Perturb.BOTH, Norm.LINF, 0.1).attack();
        Attack image = Attacks.on(Attacks.randomImage(random, HEIGHT, WIDTH, 0.2, 0.8))
                .kernel(Attacks.randomKernel(random, 11))
                .steps(30)
                .attack();
        try (RestorationNetwork network = AttackTestNetworks.open("wiener")) {
            List<AttackOutcome> alone = TestRuns.run(network, kernel, both, image);

            for (int rowsInAPass : new int[] {1, 3}) {
                List<AttackOutcome> together =
                        TestRuns.run(network, TestPasses.of(rowsInAPass, 1), 3, List.of(kernel, both, image));

                for (AttackOutcome outcome : together) {
                    AttackOutcome.Completed done = (AttackOutcome.Completed) outcome;
                    AttackOutcome.Completed same = alone.stream()
                            .map(AttackOutcome.Completed.class::cast)
                            .filter(each -> each.attack() == done.attack())
                            .findFirst()
                            .orElseThrow();
                    assertThat(done.finalObjective())
                            .isCloseTo(same.finalObjective(), within(5e-3 * same.finalObjective()));
                    if (done.told() != null) {
                        assertThat(KernelBall.of(done.attack()).holds(told(done)))
                                .isTrue();
                        assertThat(new KernelBall(told(same), Norm.L2, 1).distance(told(done)))
                                .isLessThan(0.1 * KernelBall.of(kernel).radius());
                    }
                }
            }
        }
    }

    @Test
    void networksThatAreToldNothingOrBringTheirOwnGradientAreRefused() {
        Attack attack = usual().perturbing(Perturb.KERNEL, Norm.L2, 0.05).attack();
        for (String name : List.of("nafnet-mini", "unrolled")) {
            try (RestorationNetwork network = AttackTestNetworks.open(name)) {
                assertThatThrownBy(() -> TestRuns.run(network, attack))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("perturb: " + name)
                        .hasMessageContaining("must be image");
            }
        }
    }

    @Test
    void numbersAreOfTheToldKernelAndWithoutALipschitzQuotient() {
        Attack attack = usual().perturbing(Perturb.BOTH, Norm.L2, 0.05).attack();
        try (RestorationNetwork network = AttackTestNetworks.open("wiener");
                NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
            AttackOutcome.Completed done = TestRuns.complete(network, attack);
            PlanarImage delta = done.perturbation();

            JudgeOutcome.Passed passed =
                    (JudgeOutcome.Passed) new AttackEvaluation(done, y, delta, null).onItsOwn(network);

            Evaluation evaluation = passed.evaluation();
            PlanarImage output = Restoration.restore(network, manager, y.plus(delta), told(done));
            assertThat(passed.attackedOutput()).isEqualTo(output);
            assertThat(passed.cleanOutput()).isEqualTo(Restoration.restore(network, manager, y, b));
            assertThat(evaluation.lipschitz()).isNull();
            assertThat(evaluation.finalObjective()).isCloseTo(done.finalObjective(), within(1e-9));
            KernelBall ball = KernelBall.of(attack);
            assertThat(Objects.requireNonNull(evaluation.kernelChange()).l2()).isEqualTo(ball.distance(told(done)));
            assertThat(evaluation.kernelChange().max()).isEqualTo(ball.distance(told(done), Norm.LINF));
            AttackOutcome.Completed image = TestRuns.complete(network, usual().attack());
            assertThat(((JudgeOutcome.Passed)
                                    new AttackEvaluation(image, y, image.perturbation(), null).onItsOwn(network))
                            .evaluation()
                            .kernelChange())
                    .isNull();
        }
    }

    private Attacks usual() {
        return Attacks.on(y).kernel(b).steps(30).traceEvery(5);
    }

    private static BlurKernel told(AttackOutcome.Completed done) {
        return Objects.requireNonNull(done.told());
    }

    private static BlurKernel kernel(int size, float[] values) {
        double[] weights = new double[values.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = values[i];
        }
        return BlurKernel.of(size, weights);
    }

    private static double[] ones(int size) {
        double[] ones = new double[size * size];
        Arrays.fill(ones, 1);
        return ones;
    }
}
