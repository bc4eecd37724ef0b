package dev.shakedown.resultstore.measurement;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.equalTo;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.SucceededJobs;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Intervals of means over images, and deviations over seeds. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class MeanIntervalComponentTest {

    private static final AttackSpec ADAM =
            new AttackSpec(new Objective.Untargeted(), 250, 1e-3, true, AttackSpec.Iterate.LAST).named("adam");
    private static final AttackSpec LONGER =
            new AttackSpec(new Objective.Untargeted(), 500, 1e-3, true, AttackSpec.Iterate.LAST).named("longer");

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    private final SucceededJobs jobs = new SucceededJobs();

    /**
     * Of three images, 1 of 27 resamples has the lowest mean, and 1 the highest: more than 2.5 %. So the interval's
     * ends are these, whatever the resamples.
     */
    @Test
    void resamplesImagesAndNotTheirSeeds() {
        add("sure-seeds", "a", ADAM, 10);
        add("sure-seeds", "a", ADAM, 12);
        add("sure-seeds", "b", ADAM, 20);
        add("sure-seeds", "b", ADAM, 20);
        add("sure-seeds", "c", ADAM, 31);
        add("sure-seeds", "c", ADAM, 29);
        store("sure-seeds");

        assertThat(interval("sure-seeds", "metric = 'attacked_to_sharp_psnr'"))
                .isEqualTo("adam 4 3 20.333 [11.000, 30.000] 0.943");
        assertThat(interval("sure-seeds", "metric = 'clean_to_sharp_psnr'"))
                .isEqualTo("adam 4 3 28.000 [28.000, 28.000] 0.000");
        given().get("/api/v1/campaigns/sure-seeds/views/mean-intervals")
                .then()
                .statusCode(200)
                .body("find { it.metric == 'damage' }.images", equalTo(3))
                .body("find { it.metric == 'damage' }.lower", equalTo(-2.0f))
                .body("find { it.metric == 'damage' }.upper", equalTo(17.0f));
    }

    @Test
    void oneImageHasNoIntervalAndOneSeedNoDeviation() {
        add("sure-one", "a", ADAM, 10);
        store("sure-one");

        assertThat(interval("sure-one", "metric = 'attacked_to_sharp_psnr'"))
                .isEqualTo("adam 4 1 10.000 [none, none] none");
    }

    /** The worst of both attacks is of each image and over its seeds: 9, 20 and 29. */
    @Test
    void theWorstOverAttacksHasAnInterval() {
        add("sure-worst", "a", ADAM, 10);
        add("sure-worst", "a", LONGER, 9);
        add("sure-worst", "b", ADAM, 21);
        add("sure-worst", "b", ADAM, 20);
        add("sure-worst", "b", LONGER, 22);
        add("sure-worst", "c", ADAM, 29);
        add("sure-worst", "c", LONGER, 31);
        store("sure-worst");

        assertThat(interval("sure-worst", "metric = 'attacked_to_sharp_psnr' AND attacks = 2"))
                .isEqualTo("worst over attacks 4 3 19.333 [9.000, 29.000] none");
        assertThat(tables.value("SELECT attacked_to_source_psnr FROM paper_table"
                        + " WHERE campaign_id = 'sure-worst' AND attacks = 2"))
                .startsWith("19.333");
    }

    @Test
    void valuesThatAreNotFiniteAreLeftOut() {
        add("sure-finite", "a", ADAM, 10);
        add("sure-finite", "b", ADAM, Double.POSITIVE_INFINITY);
        add("sure-finite", "c", ADAM, 14);
        store("sure-finite");

        assertThat(interval("sure-finite", "metric = 'attacked_to_sharp_psnr'"))
                .isEqualTo("adam 4 2 12.000 [10.000, 14.000] none");
    }

    /** Otherwise two readers of one campaign would see two intervals. */
    @Test
    void theSameNumbersHaveTheSameInterval() {
        double[] numbers = numbers(new Random(3), 30, () -> 1);

        assertThat(bootstrap(numbers)).containsExactly(bootstrap(numbers));
    }

    /**
     * Against 20,000 resamples of another generator. Of 1,000 resamples the standard error of a 2.5 % quantile is 0.085
     * of that of the mean: sqrt(0.025 * 0.975 / 1000) over the normal density there. Beyond 100 numbers they are drawn
     * otherwise, but the interval is as wide.
     */
    @Test
    void agreesWithAnotherBootstrap() {
        for (int count : new int[] {5, 20, 50, 100, 101, 700}) {
            Random random = new Random(count);
            double[] normal = numbers(random, count, random::nextGaussian);
            double[] skewed = numbers(random, count, () -> -Math.log(1 - random.nextDouble()));
            for (double[] numbers : List.of(normal, skewed)) {
                double error = deviation(numbers) / Math.sqrt(count);
                double[] expected = plainBootstrap(numbers, random);

                double[] found = bootstrap(numbers);

                assertThat(found[0]).as("lower end of %d", count).isCloseTo(expected[0], within(0.35 * error));
                assertThat(found[1]).as("upper end of %d", count).isCloseTo(expected[1], within(0.35 * error));
            }
        }
    }

    /** A percentile interval is a little short: of 50 normal numbers it has the mean in 94 % of cases, by theory. */
    @Test
    void ninetyFivePercentOfIntervalsHaveTheTrueMean() {
        Random random = new Random(11);
        int samples = 1000;

        long having = IntStream.range(0, samples)
                .mapToObj(sample -> bootstrap(numbers(random, 50, random::nextGaussian)))
                .filter(ends -> ends[0] <= 0 && ends[1] >= 0)
                .count();

        // Three standard errors of a share of 1,000.
        assertThat(having / (double) samples).isBetween(0.92, 0.962);
    }

    private double[] bootstrap(double[] numbers) {
        String ends = tables.value(Arrays.stream(numbers)
                .mapToObj(Double::toString)
                .collect(Collectors.joining(
                        ",", "SELECT array_to_string(bootstrap_interval(ARRAY[", "]::double precision[]), ' ')")));
        return Arrays.stream(ends.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    private static double[] plainBootstrap(double[] numbers, Random random) {
        double[] means = DoubleStream.generate(() -> random.ints(numbers.length, 0, numbers.length)
                        .mapToDouble(at -> numbers[at])
                        .average()
                        .orElseThrow())
                .limit(20_000)
                .sorted()
                .toArray();
        return new double[] {means[500], means[19_500]};
    }

    private static double[] numbers(Random random, int count, DoubleSupplier each) {
        return IntStream.range(0, count)
                .mapToDouble(at -> each.getAsDouble() + 1e-9 * random.nextDouble())
                .toArray();
    }

    private static double deviation(double[] numbers) {
        double mean = Arrays.stream(numbers).average().orElseThrow();
        return Math.sqrt(Arrays.stream(numbers)
                        .map(number -> (number - mean) * (number - mean))
                        .sum()
                / (numbers.length - 1));
    }

    private String interval(String campaign, String condition) {
        return tables.value(
                "SELECT concat_ws(' ', attack, budget, images, round(mean::numeric, 3), '[' || coalesce(round(lower::numeric, 3)::text,"
                        + " 'none') || ', ' || coalesce(round(upper::numeric, 3)::text, 'none') || ']',"
                        + " coalesce(round(seeds_deviation::numeric, 3)::text, 'none')) FROM mean_interval WHERE campaign_id = '"
                        + campaign + "' AND " + condition);
    }

    private void add(String campaign, String image, AttackSpec attack, double psnr) {
        Evaluation evaluation =
                Messages.evaluation(22, new ImageQuality(28, 0.9, 0.9), new ImageQuality(psnr, 0.5, 0.5), null, 9.0);
        AttackRequest request = Messages.request(campaign, jobs.next(), image, attack);
        jobs.add(request, Messages.success(request, evaluation));
    }

    private void store(String campaign) {
        jobs.store(topics, campaign);
    }
}
