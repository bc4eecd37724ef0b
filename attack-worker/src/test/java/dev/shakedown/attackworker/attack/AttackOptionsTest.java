package dev.shakedown.attackworker.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.campaign.Distance.Measure;
import dev.shakedown.contract.campaign.Distance.Weighting;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each option does, on networks whose attacks can be solved on paper. */
class AttackOptionsTest {

    private static final int HEIGHT = 6;
    private static final int WIDTH = 5;
    private static final int VALUES = 3 * HEIGHT * WIDTH;

    private final SplittableRandom random = new SplittableRandom(20);
    private final float[] weights = Attacks.randomValues(random, VALUES, 0.5, 2);
    private final DiagonalNetwork network = new DiagonalNetwork(HEIGHT, WIDTH, weights);
    private final PlanarImage y = Attacks.randomImage(random, HEIGHT, WIDTH, 0.3, 0.7);

    @Test
    void signStepsReachTheSameCornerOfTheBoxAsAdam() {
        Attack attack = Attacks.on(y).update(Update.SIGN).steps(60).attack();

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        assertThat(done.finalObjective()).isCloseTo(attack.epsilon() * norm(weights), within(1e-6));
    }

    @Test
    void inTheBallTheWorstPerturbationSpendsAllOnTheLargestWeight() {
        Attack attack = Attacks.on(y)
                .inBall(Update.GRADIENT)
                .budget(2)
                .stepSize(2e-3)
                .steps(4000)
                .traceEvery(1000)
                .attack();

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        float largest = 0;
        for (float weight : weights) {
            largest = Math.max(largest, weight);
        }
        assertThat(done.finalObjective()).isCloseTo(largest * attack.radius(), within(2e-3 * attack.radius()));
    }

    @Test
    void aBallNextToTheTargetIsTouchedAtItsNearestPoint() {
        // N(y) = y, so the nearest point to the target is on the straight line to it.
        float[] ones = new float[VALUES];
        Arrays.fill(ones, 1);
        PlanarImage target = Attacks.randomImage(random, HEIGHT, WIDTH, 0.3, 0.7);
        Attack attack = Attacks.on(y)
                .towards(target)
                .inBall(Update.GRADIENT)
                .start(Start.ZERO)
                .budget(8)
                .stepSize(1e-3)
                .steps(300)
                .traceEvery(100)
                .attack();

        AttackOutcome.Completed done = TestRuns.complete(new DiagonalNetwork(HEIGHT, WIDTH, ones), attack);

        double away = Distances.l2(y, target);
        assertThat(attack.radius()).isLessThan(away);
        assertThat(done.finalObjective()).isCloseTo(away - attack.radius(), within(1e-4 * away));
    }

    @Test
    void noOptionLeadsOutOfTheBudgetOrOfTheValueRange() {
        for (int i = 0; i < 60; i++) {
            boolean ball = random.nextBoolean();
            Attacks attacks = Attacks.on(Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1))
                    .steps(1 + random.nextInt(12))
                    .stepSize(0.1 * random.nextDouble())
                    .budget(0.1 + 30 * random.nextDouble())
                    .start(random.nextBoolean() ? Start.UNIFORM : Start.GAUSSIAN)
                    .restarts(1 + random.nextInt(2))
                    .seed(random.nextLong());
            if (ball) {
                attacks.inBall(random.nextBoolean() ? Update.ADAM : Update.GRADIENT);
            } else {
                attacks.update(random.nextBoolean() ? Update.ADAM : Update.SIGN);
            }
            if (i % 3 == 0) {
                attacks.auto();
            } else if (i % 3 == 1 && !ball) {
                attacks.squares();
            }
            Attack attack = attacks.attack();

            AttackOutcome.Completed done = TestRuns.complete(network, attack);

            if (ball) {
                assertThat(Distances.l2(done.perturbation())).isLessThanOrEqualTo(attack.radius());
            } else {
                assertThat(Distances.max(done.perturbation())).isLessThanOrEqualTo(attack.epsilon());
            }
            for (float value : attack.blurred().plus(done.perturbation()).values()) {
                assertThat(value).isBetween(0f, 1f);
            }
        }
    }

    @Test
    void slotsOfEveryNormAndUpdateSideBySideGiveWhatEachGivesAlone() {
        List<Attack> attacks = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            Attacks attack = Attacks.on(Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1))
                    .steps(20 + i)
                    .stepSize(0.01)
                    .budget(2 + i)
                    .seed(i);
            switch (i % 6) {
                case 5 -> attack.squares().restarts(1 + i % 2);
                case 4 -> attack.auto().restarts(1 + i % 2);
                case 0 -> attack.update(Update.SIGN);
                case 1 -> attack.inBall(Update.GRADIENT).restarts(2);
                case 2 -> attack.inBall(Update.ADAM).noise(2, 0.02);
                default -> attack.best();
            }
            attacks.add(attack.attack());
        }

        List<AttackOutcome> together = TestRuns.run(network, TestPasses.of(3, 1), 5, attacks);

        assertThat(together).hasSameSizeAs(attacks);
        for (AttackOutcome outcome : together) {
            AttackOutcome.Completed shared = (AttackOutcome.Completed) outcome;
            AttackOutcome.Completed alone = TestRuns.complete(network, outcome.attack());
            assertThat(Distances.l2(shared.perturbation(), alone.perturbation()))
                    .isLessThan(1e-5 * Distances.l2(alone.perturbation()));
            assertThat(Constraint.violation(outcome.attack(), outcome.attack().blurred(), shared.perturbation()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Norm.class)
    void everyStartIsInsideAndAsRandomAsItShould(Norm norm) {
        PlanarImage grey = PlanarImage.of(40, 40, filled(3 * 40 * 40, 0.5f));
        for (Start start : List.of(Start.UNIFORM, Start.GAUSSIAN)) {
            Attacks attacks = Attacks.on(grey).budget(10).start(start);
            Attack attack = (norm == Norm.L2 ? attacks.inBall(Update.ADAM) : attacks).attack();

            float[] delta = StartingPoint.draw(attack, 0, FeasibleSet.of(attack));

            double sum = 0;
            double squares = 0;
            for (float value : delta) {
                sum += value;
                squares += (double) value * value;
            }
            double rms = Math.sqrt(squares / delta.length) / attack.epsilon();
            assertThat(sum / delta.length / attack.epsilon()).isCloseTo(0, within(0.05));
            double expected = start == Start.GAUSSIAN ? 0.49 : norm == Norm.L2 ? 1 : 1 / Math.sqrt(3);
            assertThat(rms).as("%s in %s", start, norm).isCloseTo(expected, within(0.03));
        }
    }

    @Test
    void awayFromTheGroundTruthIsMeasuredAgainstIt() {
        PlanarImage sharp = Attacks.randomImage(random, HEIGHT, WIDTH, 0.3, 0.7);
        Attack attack =
                Attacks.on(y).awayFrom(sharp).start(Start.ZERO).steps(60).attack();

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        // Every value moves away from x, by epsilon times its weight.
        double squares = 0;
        for (int i = 0; i < VALUES; i++) {
            double miss = Math.abs(weights[i] * y.values()[i] - sharp.values()[i]) + weights[i] * attack.epsilon();
            squares += miss * miss;
        }
        assertThat(done.finalObjective()).isCloseTo(Math.sqrt(squares), within(1e-5));
        assertThat(attack.target()).isNull();
    }

    @Test
    void theMeanSquareIsTheNormSquaredOverTheValues() {
        Attack attack = Attacks.on(y).measure(Measure.MSE).steps(60).attack();

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        double corner = attack.epsilon() * norm(weights);
        assertThat(done.finalObjective()).isCloseTo(corner * corner / VALUES, within(1e-9));
        assertThat(done.trace().get(0).objective()).isFinite().isPositive();
    }

    @Test
    void theSumOfAbsoluteValuesIsReachedInTheSameCorner() {
        Attack attack = Attacks.on(y).measure(Measure.L1).steps(60).attack();

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        double sum = 0;
        for (float weight : weights) {
            sum += attack.epsilon() * weight;
        }
        assertThat(done.finalObjective()).isCloseTo(sum, within(1e-5 * sum));
        assertThat(done.trace().get(done.trace().size() - 2).objective()).isCloseTo(sum, within(1e-5 * sum));
    }

    @Test
    void valuesThatAreClampedHaveNoGradient() {
        // Outputs run up to 2 * 0.7 = 1.4; where one is above 1 and cannot come back, delta stays.
        Attack attack = Attacks.on(y)
                .distance(Measure.L1, null, true)
                .awayFrom(PlanarImage.of(HEIGHT, WIDTH, new float[VALUES]))
                .update(Update.SIGN)
                .steps(60)
                .attack();
        float[] start = StartingPoint.draw(attack, 0, FeasibleSet.of(attack));

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        double expected = 0;
        int clamped = 0;
        for (int i = 0; i < VALUES; i++) {
            float moved = done.perturbation().values()[i];
            if (weights[i] * (y.values()[i] + start[i]) > 1) {
                assertThat(moved).isEqualTo(start[i]);
                clamped++;
            }
            expected += Math.min(1, weights[i] * (y.values()[i] + moved));
        }
        assertThat(clamped).isBetween(5, VALUES - 5);
        assertThat(done.finalObjective()).isCloseTo(expected, within(1e-5 * expected));
    }

    @ParameterizedTest
    @EnumSource(Measure.class)
    void theSimilarityOfAPixelsChannelsIsAWeightOfTheObjective(Measure measure) {
        PlanarImage reference = Attacks.randomImage(random, HEIGHT, WIDTH, 0, 1);
        for (boolean ascends : List.of(true, false)) {
            Attacks attacks = Attacks.on(y).distance(measure, Weighting.COSINE, false);
            Attack attack = (ascends ? attacks.awayFrom(reference) : attacks.towards(reference)).attack();
            float[] start = StartingPoint.draw(attack, 0, FeasibleSet.of(attack));

            AttackOutcome.Completed done = TestRuns.complete(network, attack);

            assertThat(done.trace().get(0).objective())
                    .as("on the device, at the start")
                    .isCloseTo(weighted(start, reference, measure, ascends), withinPercentage(0.01));
            assertThat(done.finalObjective())
                    .as("on the host, at the end")
                    .isCloseTo(
                            weighted(done.perturbation().values(), reference, measure, ascends),
                            withinPercentage(0.001));
        }
    }

    /** With a softmax written out, so that it is another one than the attack's. */
    private double weighted(float[] delta, PlanarImage reference, Measure measure, boolean ascends) {
        int pixels = HEIGHT * WIDTH;
        double sum = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
            double[] a = new double[3];
            double[] b = new double[3];
            double product = 0;
            for (int channel = 0; channel < 3; channel++) {
                int i = channel * pixels + pixel;
                a[channel] = weights[i] * ((double) y.values()[i] + delta[i]);
                b[channel] = reference.values()[i];
            }
            double[] p = softmax(a);
            double[] q = softmax(b);
            for (int channel = 0; channel < 3; channel++) {
                product += p[channel] * q[channel];
            }
            double similarity =
                    product / Math.hypot(Math.hypot(p[0], p[1]), p[2]) / Math.hypot(Math.hypot(q[0], q[1]), q[2]);
            for (int channel = 0; channel < 3; channel++) {
                double miss = Math.abs(a[channel] - b[channel]);
                sum += (ascends ? similarity : 1 - similarity) * (measure == Measure.L1 ? miss : miss * miss);
            }
        }
        return measure == Measure.L2 ? Math.sqrt(sum) : measure == Measure.MSE ? sum / VALUES : sum;
    }

    private static double[] softmax(double[] values) {
        double[] powers = Arrays.stream(values).map(Math::exp).toArray();
        double sum = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(power -> power / sum).toArray();
    }

    @Test
    void pixelsWithoutWeightAreLeftAlone() {
        float[] mask = new float[VALUES];
        for (int i = 0; i < VALUES; i += 3) {
            mask[i] = 0.5f;
        }
        Attack attack = Attacks.on(y)
                .weights(PlanarImage.of(HEIGHT, WIDTH, mask))
                .steps(60)
                .attack();
        float[] start = StartingPoint.draw(attack, 0, FeasibleSet.of(attack));

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        double squares = 0;
        for (int i = 0; i < VALUES; i++) {
            float moved = done.perturbation().values()[i];
            if (mask[i] == 0) {
                assertThat(moved).isEqualTo(start[i]);
            } else {
                assertThat(Math.abs(moved)).isEqualTo(attack.epsilon());
                squares += 0.5 * weights[i] * weights[i] * attack.epsilon() * attack.epsilon();
            }
        }
        assertThat(done.finalObjective()).isCloseTo(Math.sqrt(squares), within(1e-6));
    }

    @Test
    void ofSeveralSearchesTheWorstCounts() {
        // After one step the random start still decides.
        Attack attack = Attacks.on(y).restarts(5).steps(1).attack();

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        double worst = 0;
        int which = -1;
        for (int restart = 0; restart < 5; restart++) {
            float[] delta = StartingPoint.draw(attack, restart, FeasibleSet.of(attack));
            double squares = 0;
            for (int i = 0; i < VALUES; i++) {
                // Adam's first step is the step size along the gradient's sign.
                float next = delta[i] + Math.signum(delta[i]) * 1e-3f;
                double moved = weights[i] * Math.max(-attack.epsilon(), Math.min(attack.epsilon(), next));
                squares += moved * moved;
            }
            if (squares > worst) {
                worst = squares;
                which = restart;
            }
        }
        assertThat(done.finalObjective()).isCloseTo(Math.sqrt(worst), within(1e-5));
        assertThat(done.restart()).isEqualTo(which);
        assertThat(which).as("or the test would not see a choice").isPositive();
    }

    @Test
    void theFirstSearchIsTheOneWithoutRestarts() {
        Attack once = Attacks.on(y).steps(3).attack();
        Attack thrice = Attacks.on(y).steps(3).restarts(3).attack();

        assertThat(StartingPoint.draw(thrice, 0, FeasibleSet.of(thrice)))
                .isEqualTo(StartingPoint.draw(once, 0, FeasibleSet.of(once)));
        assertThat(StartingPoint.draw(thrice, 1, FeasibleSet.of(thrice)))
                .isNotEqualTo(StartingPoint.draw(thrice, 2, FeasibleSet.of(thrice)));
    }

    @Test
    void comesToRestWhenTheObjectiveNoLongerImproves() {
        Attack attack = Attacks.on(y).steps(500).plateau(20, 1e-3).traceEvery(5).attack();

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        // The corner is reached after at most 2 epsilon / stepSize = 32 steps.
        assertThat(done.steps()).isBetween(25, 70);
        assertThat(done.countedStep()).isEqualTo(done.steps());
        assertThat(done.finalObjective()).isCloseTo(attack.epsilon() * norm(weights), within(1e-6));
    }

    @Test
    void doesAllStepsWhileTheObjectiveImproves() {
        Attack attack = Attacks.on(y)
                .budget(200)
                .unclipped()
                .steps(60)
                .plateau(10, 1e-3)
                .traceEvery(5)
                .attack();

        assertThat(TestRuns.complete(network, attack).steps()).isEqualTo(60);
    }

    @Test
    void aUniversalPerturbationIsForAllImagesTogether() {
        PlanarImage other = Attacks.randomImage(random, HEIGHT, WIDTH, 0.3, 0.7);
        PlanarImage target = Attacks.randomImage(random, HEIGHT, WIDTH, 0.3, 0.7);
        PlanarImage otherTarget = Attacks.randomImage(random, HEIGHT, WIDTH, 0.3, 0.7);
        Attack attack = Attacks.on(y)
                .towards(target)
                .also(other, otherTarget)
                .measure(Measure.MSE)
                .budget(20)
                .steps(600)
                .stepSize(5e-4)
                .traceEvery(100)
                .attack();

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        // Value by value: the nearest feasible point to the mean of the two wishes.
        FeasibleSet feasible = FeasibleSet.of(attack);
        double squares = 0;
        for (int i = 0; i < VALUES; i++) {
            double wish = (target.values()[i]
                            - weights[i] * y.values()[i]
                            + otherTarget.values()[i]
                            - weights[i] * other.values()[i])
                    / (2 * weights[i]);
            double delta = feasible.project(i, (float) wish);
            double miss = weights[i] * (y.values()[i] + delta) - target.values()[i];
            double otherMiss =
                    weights[i] * (other.values()[i] + delta) - otherTarget.values()[i];
            squares += miss * miss + otherMiss * otherMiss;
        }
        double expected = squares / 2 / VALUES;
        assertThat(done.finalObjective()).isCloseTo(expected, within(1e-3 * expected));
    }

    @Test
    void noiseIsDrawnAnewInEachStepAndTheSameInEachRun() {
        Attack attack = Attacks.on(y).noise(3, 0.05).steps(6).attack();

        AttackOutcome.Completed done = TestRuns.complete(network, attack);
        AttackOutcome.Completed again = TestRuns.complete(network, attack);
        AttackOutcome.Completed without =
                TestRuns.complete(network, Attacks.on(y).steps(6).attack());

        assertThat(again.perturbation()).isEqualTo(done.perturbation());
        assertThat(done.perturbation()).isNotEqualTo(without.perturbation());
        // The mean over the draws of ||w (delta + n)||, far above ||w delta||.
        assertThat(done.trace().get(0).objective())
                .isFinite()
                .isGreaterThan(2 * without.trace().get(0).objective());
        // What counts is judged without noise.
        double squares = 0;
        for (int i = 0; i < VALUES; i++) {
            double moved = weights[i] * done.perturbation().values()[i];
            squares += moved * moved;
        }
        assertThat(done.finalObjective()).isCloseTo(Math.sqrt(squares), within(1e-5));
    }

    @Test
    void theMeanOverDrawsIsTheirMean() {
        Attack attack =
                Attacks.on(y).noise(40, 0.02).start(Start.UNIFORM).steps(1).attack();

        double first = TestRuns.complete(network, attack).trace().get(0).objective();

        float[] delta = StartingPoint.draw(attack, 0, FeasibleSet.of(attack));
        double squares = 0;
        for (int i = 0; i < VALUES; i++) {
            squares += weights[i] * weights[i] * (delta[i] * delta[i] + 0.02 * 0.02);
        }
        // E ||w (delta + n)||^2 = sum w^2 (delta^2 + sigma^2); the norm's mean is near its root.
        assertThat(first).isCloseTo(Math.sqrt(squares), within(0.05 * Math.sqrt(squares)));
    }

    @Test
    void aGradientThatIsNotFiniteIsTold() {
        // |y - 0.5|^(1/2) has an infinite slope at 0.5, where its value is 0.
        SquareRootNetwork root = new SquareRootNetwork();
        PlanarImage grey = PlanarImage.of(HEIGHT, WIDTH, filled(VALUES, 0.5f));
        PlanarImage target = PlanarImage.of(HEIGHT, WIDTH, filled(VALUES, 0.1f));
        Attack attack =
                Attacks.on(grey).towards(target).start(Start.ZERO).steps(30).attack();

        List<AttackOutcome> outcomes = TestRuns.run(root, attack);

        assertThat(outcomes).containsExactly(new AttackOutcome.NotFinite(attack, 0, "the gradient"));
    }

    /** A quadratic form with one steep direction, so that steps of twice the budget overshoot and are halved. */
    @Test
    void autoPgdFollowsItsAlgorithm() {
        PlanarImage target = Attacks.randomImage(random, HEIGHT, WIDTH, 0.45, 0.55);
        int steps = 60;
        Attack attack =
                Attacks.on(y).towards(target).budget(24).steps(steps).auto().attack();

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        AutoPgdReference reference = new AutoPgdReference(attack, weights, steps);
        reference.run();
        assertThat(reference.halvings).as("or the test would not see one").isGreaterThan(1);
        assertThat(done.countedStep()).isEqualTo(reference.bestStep);
        assertThat(done.finalObjective()).isCloseTo(reference.best, withinPercentage(0.01));
        for (int i = 0; i < VALUES; i++) {
            assertThat((double) done.perturbation().values()[i]).isCloseTo(reference.bestDelta[i], within(1e-6));
        }
    }

    /** Croce and Hein's algorithm 1 in double precision, towards the target of an attack on N(y) = w y. */
    private static final class AutoPgdReference {

        private final Attack attack;
        private final float[] weights;
        private final int steps;
        private final FeasibleSet feasible;
        private double[] bestDelta = new double[VALUES];
        private double best = Double.POSITIVE_INFINITY;
        private int bestStep;
        private int halvings;

        AutoPgdReference(Attack attack, float[] weights, int steps) {
            this.attack = attack;
            this.weights = weights;
            this.steps = steps;
            this.feasible = FeasibleSet.of(attack);
        }

        void run() {
            double[] delta = new double[VALUES];
            float[] start = StartingPoint.draw(attack, 0, feasible);
            for (int i = 0; i < VALUES; i++) {
                delta[i] = start[i];
            }
            double[] before = delta;
            double eta = attack.spec().stepSize();
            double was = Double.NaN;
            double bestThere = Double.NaN;
            boolean halved = false;
            int improved = 0;
            int last = 0;
            double[] shares = {0.22, 0.41, 0.57, 0.7, 0.8, 0.87, 0.93, 0.99};
            for (int step = 0; step <= steps; step++) {
                double distance = distance(delta);
                improved += distance < was ? 1 : 0;
                was = distance;
                if (distance < best) {
                    best = distance;
                    bestDelta = delta;
                    bestStep = step;
                }
                bestThere = step == 0 ? best : bestThere;
                int number = step;
                boolean due = Arrays.stream(shares).anyMatch(share -> Math.ceil(share * steps - 1e-9) == number);
                if (due && step < steps) {
                    halved = improved < 0.75 * (step - last) || (!halved && best == bestThere);
                    if (halved) {
                        eta /= 2;
                        halvings++;
                        delta = bestDelta;
                    }
                    last = step;
                    improved = 0;
                    bestThere = best;
                }
                double[] next = new double[VALUES];
                for (int i = 0; i < VALUES; i++) {
                    double z = project(i, delta[i] - eta * Math.signum(miss(delta, i)));
                    next[i] = step == 0
                            ? z
                            : project(i, delta[i] + 0.75 * (z - delta[i]) + 0.25 * (delta[i] - before[i]));
                }
                before = delta;
                delta = next;
            }
        }

        private double project(int i, double value) {
            return Math.max(
                    feasible.lower().values()[i], Math.min(feasible.upper().values()[i], value));
        }

        private double miss(double[] delta, int i) {
            PlanarImage target = Objects.requireNonNull(attack.target());
            return weights[i] * (attack.blurred().values()[i] + delta[i]) - target.values()[i];
        }

        private double distance(double[] delta) {
            double squares = 0;
            for (int i = 0; i < VALUES; i++) {
                squares += miss(delta, i) * miss(delta, i);
            }
            return Math.sqrt(squares);
        }
    }

    @Test
    void squaresAreKeptWhereTheObjectiveImproves() {
        PlanarImage target = Attacks.randomImage(random, HEIGHT, WIDTH, 0.45, 0.55);
        int steps = 80;
        Attack attack =
                Attacks.on(y).towards(target).budget(24).steps(steps).squares().attack();

        AttackOutcome.Completed done = TestRuns.complete(network, attack);

        FeasibleSet feasible = FeasibleSet.of(attack);
        float[] best = StartingPoint.draw(attack, 0, feasible);
        double least = distanceTo(target, best);
        int bestStep = 0;
        int kept = 0;
        for (int update = 1; update <= steps; update++) {
            RandomSquare square = RandomSquare.draw(attack, 0, update);
            float[] proposed = best.clone();
            for (int i = 0; i < VALUES; i++) {
                int channel = i / (HEIGHT * WIDTH);
                int row = i / WIDTH % HEIGHT - square.top();
                int column = i % WIDTH - square.left();
                boolean inside = row >= 0 && row < square.side() && column >= 0 && column < square.side();
                boolean up = (square.signs() & 1 << channel) != 0;
                if (inside) {
                    proposed[i] = (up ? feasible.upper() : feasible.lower()).values()[i];
                }
            }
            double distance = distanceTo(target, proposed);
            if (distance < least) {
                least = distance;
                best = proposed;
                bestStep = update;
                kept++;
            }
        }
        assertThat(kept).as("or the test would see one side of the rule").isBetween(5, steps - 5);
        assertThat(done.perturbation().values()).containsExactly(best);
        assertThat(done.countedStep()).isEqualTo(bestStep);
        assertThat(done.finalObjective()).isCloseTo(least, withinPercentage(0.01));
        assertThat(done.trace().subList(0, steps))
                .as("the best so far, not the proposals")
                .isSortedAccordingTo((a, b) -> Double.compare(b.objective(), a.objective()));
    }

    private double distanceTo(PlanarImage target, float[] delta) {
        double squares = 0;
        for (int i = 0; i < VALUES; i++) {
            double miss = weights[i] * (y.values()[i] + delta[i]) - target.values()[i];
            squares += miss * miss;
        }
        return Math.sqrt(squares);
    }

    /** As above, whose gradient is not finite: no backward pass runs. */
    @Test
    void squaresNeedNoGradient() {
        PlanarImage grey = PlanarImage.of(HEIGHT, WIDTH, filled(VALUES, 0.5f));
        PlanarImage target = PlanarImage.of(HEIGHT, WIDTH, filled(VALUES, 0.1f));
        Attack attack = Attacks.on(grey)
                .towards(target)
                .start(Start.ZERO)
                .squares()
                .steps(30)
                .attack();

        AttackOutcome.Completed done = TestRuns.complete(new SquareRootNetwork(), attack);

        assertThat(done.finalObjective()).isLessThan(0.1 * Math.sqrt(VALUES));
    }

    @Test
    void squaresShrinkAndLieAnywhereInTheImage() {
        int side = 40;
        PlanarImage image = PlanarImage.of(side, 2 * side, new float[6 * side * side]);
        Attack attack = Attacks.on(image).squares().steps(10_000).attack();
        List<Integer> sides = new ArrayList<>();
        double rows = 0;
        double columns = 0;
        int[] colours = new int[8];
        for (int update = 1; update <= 10_000; update++) {
            RandomSquare square = RandomSquare.draw(attack, 0, update);
            if (sides.isEmpty() || sides.get(sides.size() - 1) != square.side()) {
                sides.add(square.side());
            }
            assertThat(square.top()).isBetween(0, side - square.side());
            assertThat(square.left()).isBetween(0, 2 * side - square.side());
            rows += (square.top() + square.side() / 2.0) / side;
            columns += (square.left() + square.side() / 2.0) / (2 * side);
            colours[square.signs()]++;
        }

        // The roots of 0.8 / 2^k of 3200 pixels, the first cut to the height.
        assertThat(sides).containsExactly(40, 36, 25, 18, 13, 9, 6, 4, 3, 2);
        assertThat(rows / 10_000).isCloseTo(0.5, within(0.01));
        assertThat(columns / 10_000).isCloseTo(0.5, within(0.01));
        assertThat(colours)
                .satisfies(each ->
                        Arrays.stream(each).forEach(count -> assertThat(count).isBetween(1100, 1400)));
        assertThat(RandomSquare.draw(attack, 0, 7)).isEqualTo(RandomSquare.draw(attack, 0, 7));
        assertThat(List.of(RandomSquare.draw(attack, 1, 9000), RandomSquare.draw(attack, 0, 9001)))
                .doesNotContain(RandomSquare.draw(attack, 0, 9000));
    }

    @Test
    void refusesOptionsThatMakeNoSenseTogether() {
        assertThatThrownBy(() -> Attacks.on(y).update(Update.SQUARE).attack()).hasMessageContaining("iterate");
        assertThatThrownBy(() -> Attacks.on(y).inBall(Update.SQUARE).attack()).hasMessageContaining("update: square");
        assertThatThrownBy(() -> Attacks.on(y).update(Update.APGD).attack()).hasMessageContaining("update: apgd");
        assertThatThrownBy(() -> Attacks.on(y).start(Start.ZERO).attack()).hasMessageContaining("start: zero");
        assertThatThrownBy(() -> Attacks.on(y).inBall(Update.SIGN).attack()).hasMessageContaining("update: sign");
        assertThatThrownBy(() -> Attacks.on(y).update(Update.GRADIENT).attack())
                .hasMessageContaining("update: gradient");
        assertThatThrownBy(() -> Attacks.on(y)
                        .weights(PlanarImage.of(1, 1, new float[3]))
                        .attack())
                .hasMessage("mask: 1x1: must be 5x6, the size of the blurred image");
        assertThatThrownBy(() -> Attacks.on(y)
                        .towards(PlanarImage.of(1, 1, new float[3]))
                        .attack())
                .hasMessage("reference: 1x1: must be 5x6, the size of the blurred image");
    }

    private static double norm(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static float[] filled(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }
}
