package dev.shakedown.resultstore.measurement;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.FurtherMetric;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.StepEvaluation;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Means that keep attacks apart, leave out what is not finite, and say what did not restore or did not move. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class AttackMeansComponentTest {

    private static final List<String> MEANS =
            List.of("campaign_table", "paper_table", "robustness_curve", "kernel_size_effect", "transfer_matrix");
    private static final ImageRef GOAL = new ImageRef(Messages.digest("goal"), 64, 48);
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @Inject
    Database database;

    private final List<Object> records = new ArrayList<>();
    private final Map<String, Long> jobs = new HashMap<>();
    private final Map<String, List<String>> furtherMetrics = new HashMap<>();

    @BeforeEach
    void forget() {
        records.clear();
        jobs.clear();
        furtherMetrics.clear();
    }

    /** The four attacks differ in nothing that an objective, a norm or a number of steps could tell. */
    @Test
    void attacksOfOneObjectiveAreNotAveraged() {
        Map<AttackSpec, List<Double>> attacked = new HashMap<>();
        attacked.put(untargeted(20, 0.001, AttackSpec.Update.ADAM, 1), List.of(23.77, 20.0, 19.0));
        attacked.put(untargeted(20, 0.000001, AttackSpec.Update.ADAM, 1), List.of(26.81, 27.0, 18.0));
        attacked.put(untargeted(20, 0.001, AttackSpec.Update.SIGN, 1), List.of(23.83, 19.5, 21.0));
        attacked.put(untargeted(20, 0.001, AttackSpec.Update.ADAM, 4), List.of(23.77, 20.5, 19.0));
        attacked.forEach((attack, psnr) -> {
            for (int image = 0; image < psnr.size(); image++) {
                add("apart", "image-" + image, attack, attacked(psnr.get(image)));
            }
        });
        store("apart");

        for (String view : MEANS) {
            List<String> rows = rows(
                    "SELECT attack, jobs, round(%s::numeric, 6) FROM %s WHERE budget > 0 AND true"
                            .formatted(attackedPsnr(view), view),
                    "apart");
            List<String> expected = new ArrayList<>();
            attacked.forEach((attack, psnr) -> expected.add("(\"%s\",3,%.6f)"
                    .formatted(
                            attack.name(),
                            psnr.stream()
                                    .mapToDouble(Double::doubleValue)
                                    .average()
                                    .orElseThrow())));
            // The lowest of each image, not the lowest mean.
            expected.add("(\"worst over attacks\",3,%.6f)".formatted((23.77 + 19.5 + 18.0) / 3));
            assertThat(rows).as(view).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(rows(
                            "SELECT attacks FROM " + view + " WHERE budget > 0 AND attacks IS NOT NULL AND true",
                            "apart"))
                    .containsExactly("(4)");
        }
        assertThat(rows("SELECT DISTINCT attack FROM worst_cases", "apart")).hasSize(4);
    }

    @Test
    void theNumberOfStepsMakesAnotherAttack() {
        add("steps", "a", untargeted(10, 0.001, AttackSpec.Update.ADAM, 1), attacked(25));
        add("steps", "a", untargeted(20, 0.001, AttackSpec.Update.ADAM, 1), attacked(21));
        store("steps");

        assertThat(rows("SELECT attack, untargeted_to_source_psnr FROM paper_table", "steps"))
                .containsExactlyInAnyOrder(
                        "(\"untargeted, 10 steps, adam 0.001\",25)",
                        "(\"untargeted, 20 steps, adam 0.001\",21)",
                        "(\"worst over attacks\",21)");
    }

    @Test
    void attacksAwayFromTheSharpImageCompeteWithUntargetedOnes() {
        add("truth", "a", untargeted(20, 0.001, AttackSpec.Update.ADAM, 1), attacked(25));
        add("truth", "a", attack("truth", new Objective.GroundTruth()), attacked(22));
        add("truth", "b", untargeted(20, 0.001, AttackSpec.Update.ADAM, 1), attacked(19));
        add("truth", "b", attack("truth", new Objective.GroundTruth()), attacked(24));
        store("truth");

        assertThat(rows("SELECT objective, attack, attacked_to_source_psnr, untargeted_jobs FROM paper_table", "truth"))
                .containsExactlyInAnyOrder(
                        "(ground-truth,truth,23,0)",
                        "(untargeted,\"untargeted, 20 steps, adam 0.001\",22,2)",
                        "(untargeted,\"worst over attacks\",20.5,2)");
    }

    /** Told a wrong kernel, a network is worse off than any delta can make it. */
    @Test
    void attacksOnTheKernelCompeteWithNoneAndHaveNoBudgetOfTheImage() {
        AttackSpec image = untargeted(20, 0.001, AttackSpec.Update.ADAM, 1);
        AttackSpec kernel = image.perturbing(AttackSpec.Perturb.KERNEL, AttackSpec.Norm.L2, 0.05);
        AttackSpec both = image.perturbing(AttackSpec.Perturb.BOTH, AttackSpec.Norm.L2, 0.05);
        add("told", "a", image, attacked(25));
        add("told", "a", steps(image, 30).named("longer"), attacked(24));
        add("told", "a", kernel.named("kernel"), attacked(20));
        add("told", "a", both.named("both"), attacked(15));
        store("told");

        for (String view : List.of("paper_table", "campaign_table", "transfer_matrix", "kernel_size_effect")) {
            assertThat(rows("SELECT attack, budget, %s FROM %s".formatted(attackedPsnr(view), view), "told"))
                    .as(view)
                    .containsExactlyInAnyOrder(
                            "(\"%s\",4,25)".formatted(image.name()),
                            "(longer,4,24)",
                            "(kernel,0,20)",
                            "(both,4,15)",
                            "(\"worst over attacks\",4,24)");
        }
        assertThat(rows("SELECT DISTINCT attack FROM robustness_curve", "told")).doesNotContain("(kernel)");
        assertThat(rows("SELECT attack, budget FROM job_result WHERE perturb <> 'image' AND true", "told"))
                .containsExactlyInAnyOrder("(kernel,0)", "(both,4)");
    }

    @Test
    void theWorstOfTargetedAttacksIsNearestToTheTarget() {
        AttackSpec first = attack("first", new Objective.Targeted("goal", GOAL));
        AttackSpec second = steps(attack("second", new Objective.Targeted("goal", GOAL)), 30);
        AttackSpec elsewhere = attack("elsewhere", new Objective.Targeted("other", GOAL));
        add("nearest", "a", first, towards(0.25));
        add("nearest", "a", second, towards(0.75));
        add("nearest", "b", first, towards(0.5));
        add("nearest", "b", second, towards(Double.NaN));
        add("nearest", "a", elsewhere, towards(0.9));
        add("nearest", "b", elsewhere, towards(0.9));
        store("nearest");

        assertThat(rows(
                        "SELECT attack, target, attacks, attacked_to_target_ncc, left_out FROM robustness_curve"
                                + " WHERE budget > 0 AND true",
                        "nearest"))
                .containsExactlyInAnyOrder(
                        "(first,goal,,0.375,)",
                        "(second,goal,,0.75,\"{\"\"clean_to_target_ncc\"\": 1, \"\"attacked_to_target_ncc\"\": 1}\")",
                        "(elsewhere,other,,0.9,)",
                        "(\"worst over attacks\",goal,2,0.625,)");
    }

    /** An image that one of the attacks has not ended on is not in the mean of the worst. */
    @Test
    void theWorstIsOverImagesThatEveryAttackHasEndedOn() {
        AttackSpec sign = untargeted(20, 0.001, AttackSpec.Update.SIGN, 1);
        AttackSpec adam = untargeted(20, 0.001, AttackSpec.Update.ADAM, 1);
        AttackSpec late = untargeted(30, 0.001, AttackSpec.Update.ADAM, 1);
        add("partial", "a", sign, attacked(20));
        add("partial", "a", adam, attacked(21));
        add("partial", "b", sign, attacked(10));
        store("partial");
        String worst = "SELECT attacks, jobs, attacked_to_sharp_psnr FROM robustness_curve"
                + " WHERE budget > 0 AND attacks > 0 AND true";

        assertThat(rows(worst, "partial")).containsExactly("(2,1,20)");

        add("partial", "b", adam, attacked(12));
        store("partial");
        assertThat(rows(worst, "partial")).containsExactly("(2,2,15)");

        add("partial", "b", late, attacked(8));
        store("partial");
        assertThat(rows(worst, "partial")).containsExactly("(3,1,8)");

        add("partial", "a", late, attacked(30));
        store("partial");
        assertThat(rows(worst, "partial")).containsExactly("(3,2,14)");
        assertThat(rows(
                        "SELECT attacked_to_sharp_psnr_deviation = stddev FROM robustness_curve, (SELECT stddev_samp(x)"
                                + " FROM (VALUES (8.0::float8), (20.0)) AS v (x)) AS d (stddev)"
                                + " WHERE budget > 0 AND attacks > 0 AND true",
                        "partial"))
                .containsExactly("(t)");
    }

    /** The second transaction waits for the first, and then sees what that measured. */
    @Test
    void attacksThatAreMeasuredAtTheSameMomentCompete() throws Exception {
        String id = "at-once";
        add(id, "a", untargeted(10, 0.001, AttackSpec.Update.ADAM, 1), attacked(25));
        add(id, "a", untargeted(20, 0.001, AttackSpec.Update.ADAM, 1), attacked(21));
        store(id);
        String ofCampaign = " WHERE series_id IN (SELECT id FROM series WHERE campaign_id = '" + id + "');";
        tables.execute("DELETE FROM measurement" + ofCampaign + "DELETE FROM series_total" + ofCampaign
                + "DELETE FROM series WHERE campaign_id = '" + id + "'");

        CompletableFuture<Boolean> second = database.query(connection -> {
            measure(connection, id, 0);
            CompletableFuture<Boolean> other =
                    CompletableFuture.supplyAsync(() -> database.query(another -> measure(another, id, 1)));
            Eventually.holds(() -> assertThat(
                            tables.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
                    .isEqualTo("1"));
            return other;
        });

        assertThat(second.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(rows(
                        "SELECT jobs, attacked_to_sharp_psnr FROM robustness_curve WHERE budget > 0 AND attacks = 2"
                                + " AND true",
                        id))
                .containsExactly("(1,21)");
    }

    private static boolean measure(Connection connection, String campaign, long ordinal) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT measure(ARRAY[?], ARRAY[?::bigint])")) {
            statement.setString(1, campaign);
            statement.setLong(2, ordinal);
            return statement.execute();
        }
    }

    @Test
    void smallestBudgetsMakeACurveOfSuccessAndNoRivals() {
        AttackSpec attack = attack("six", new Objective.MinimumBudget(6, 0.25));
        // All perturbations are of 4/255, the whole budget; the last two do not cost 6 dB.
        add("smallest", "a", attack, attacked(22));
        add("smallest", "b", attack, attacked(21));
        add("smallest", "c", attack, attacked(22.001));
        add("smallest", "perfect", attack, numbers(22, quality(INFINITY, 1), quality(INFINITY, 1), null));
        add("smallest", "a", untargeted(20, 0.001, AttackSpec.Update.ADAM, 1), attacked(18));
        add("smallest", "a", attack("truth", new Objective.GroundTruth()), attacked(17));
        store("smallest");

        assertThat(rows(
                        "SELECT image, loss, minimum_budget FROM job_result WHERE objective = 'minimum-budget' AND true",
                        "smallest"))
                .containsExactlyInAnyOrder("(a,6,4)", "(b,6,4)", "(c,6,)", "(perfect,6,)");
        assertThat(rows("SELECT count(*) FROM job_result WHERE minimum_budget IS NULL AND true", "smallest"))
                .containsExactly("(4)");
        assertThat(rows("SELECT attack, loss, epsilon, budget, jobs, reached, success FROM success_curve", "smallest"))
                .containsExactlyInAnyOrder("(six,6,4,0,4,0,0)", "(six,6,4,4,4,2,0.5)");
        assertThat(rows("SELECT attack, attacks FROM paper_table WHERE attacks IS NOT NULL AND true", "smallest"))
                .containsExactly("(\"worst over attacks\",2)");
        assertThat(rows("SELECT DISTINCT attack FROM robustness_curve WHERE attacks IS NULL AND true", "smallest"))
                .doesNotContain("(six)")
                .hasSize(2);
        assertThat(rows("SELECT DISTINCT attack FROM trust WHERE attacks IS NULL AND true", "smallest"))
                .doesNotContain("(six)")
                .hasSize(2);
    }

    @Test
    void whatIsJudgedOnTheWayMakesACurveOverStepsAndIsInNoOtherMean() {
        AttackSpec attack =
                untargeted(20, 0.001, AttackSpec.Update.ADAM, 1).named("way").evaluatedAt(List.of(5, 20));
        double[][] psnr = {{25, 21}, {23, INFINITY}};
        for (int image = 0; image < psnr.length; image++) {
            AttackRequest request = Messages.request("way", image, "image-" + image, attack);
            JobOutcome.Succeeded done = (JobOutcome.Succeeded)
                    Messages.success(request, attacked(psnr[image][1])).outcome();
            List<StepEvaluation> earlier = List.of(
                    new StepEvaluation(5, request.network(), attacked(psnr[image][0])),
                    new StepEvaluation(20, request.network(), attacked(psnr[image][1])));
            records.add(request);
            records.add(new AttackResult(
                    AttackResult.SCHEMA,
                    request.jobId(),
                    "way",
                    new JobOutcome.Succeeded(
                            done.evaluation(), done.evaluations(), List.of(), List.of(), 0.1, earlier, List.of()),
                    "worker-1",
                    request.submitted(),
                    request.submitted()));
        }
        jobs.put("way", 2L);
        store("way");

        assertThat(rows(
                        "SELECT attack, budget, step, jobs, clean_to_sharp_psnr, attacked_to_sharp_psnr FROM step_curve",
                        "way"))
                .containsExactlyInAnyOrder("(way,4,5,2,28,24)", "(way,4,20,2,28,21)");
        assertThat(rows("SELECT jobs, attacked_to_sharp_psnr FROM campaign_table", "way"))
                .containsExactly("(2,21)");
        assertThat(given().get("/api/v1/campaigns/way/views/step-curve")
                        .jsonPath()
                        .getList("step"))
                .isEqualTo(List.of(5, 20));
    }

    @Test
    void furtherMetricsHaveMeansOfTheirOwn() {
        AttackSpec attack = untargeted(20, 0.001, AttackSpec.Update.ADAM, 1).named("plain");
        double[] luma = {30, 20, INFINITY};
        for (int image = 0; image < luma.length; image++) {
            add(
                    "further",
                    "image-" + image,
                    attack,
                    attacked(21)
                            .with(List.of(
                                    new FurtherMetric("psnr-y", "blurred", "sharp", 24),
                                    new FurtherMetric("psnr-y", "clean", "sharp", 31),
                                    new FurtherMetric("psnr-y", "attacked", "sharp", luma[image]),
                                    new FurtherMetric("jpeg-75-ncc", "attacked", "clean", Double.NaN))));
        }
        furtherMetrics.put("further", List.of("jpeg-75", "psnr-y"));
        store("further");

        assertThat(rows(
                        "SELECT attack, budget, metric, reference, jobs, blurred, clean, attacked, attacked_deviation"
                                + " FROM further_metric",
                        "further"))
                .containsExactlyInAnyOrder(
                        "(plain,4,psnr-y,sharp,3,24,31,25,7.0710678118654755)", "(plain,4,jpeg-75-ncc,clean,3,,,,)");
        assertThat(given().get("/api/v1/campaigns/further/views/further-metrics")
                        .jsonPath()
                        .getList("metric"))
                .isEqualTo(List.of("jpeg-75-ncc", "psnr-y"));
    }

    @Test
    void whatIsNotFiniteIsLeftOutOfMeansAndCounted() {
        AttackSpec attack = untargeted(20, 0.001, AttackSpec.Update.ADAM, 1);
        add("degenerate", "photograph", attack, numbers(22, quality(28, 0.9), quality(18, 0.5), 9.0));
        add(
                "degenerate",
                "constant",
                attack,
                numbers(INFINITY, quality(INFINITY, Double.NaN), quality(46, Double.NaN), 1.0));
        add(
                "degenerate",
                "black",
                attack,
                numbers(INFINITY, quality(INFINITY, Double.NaN), quality(INFINITY, Double.NaN), null));
        add("degenerate", "night", attack, numbers(40, quality(44, 0.7), quality(38, 0.25), 5.0));
        store("degenerate");

        for (String view : List.of("campaign_table", "transfer_matrix", "robustness_curve")) {
            assertThat(rows(
                            "SELECT jobs, blurred_to_sharp_psnr, clean_to_sharp_psnr, attacked_to_sharp_psnr, damage, lipschitz,"
                                    + " gain_db, restores FROM " + view + " WHERE budget > 0 AND true",
                            "degenerate"))
                    .as(view)
                    .containsExactly("(4,31,36,34,5.333333333333333,5,5,t)");
            assertThat(rows(
                            "SELECT left_out -> 'clean_to_sharp_psnr', left_out -> 'attacked_to_sharp_psnr',"
                                    + " left_out -> 'lipschitz', left_out -> 'clean_to_sharp_ssim' FROM " + view
                                    + " WHERE budget > 0 AND true",
                            "degenerate"))
                    .as(view)
                    .containsExactly("(2,1,1,)");
        }
        assertThat(rows(
                        "SELECT clean_to_source_ncc, attacked_to_source_ncc, left_out -> 'clean_to_source_ncc' FROM paper_table",
                        "degenerate"))
                .containsExactly("(0.8,0.375,2)");
        assertThat(rows(
                        "SELECT jobs, attacked_to_sharp_psnr, attacked_to_sharp_psnr_deviation, damage, lipschitz,"
                                + " attacked_to_clean_psnr, left_out -> 'attacked_to_sharp_psnr', left_out -> 'lipschitz'"
                                + " FROM robustness_curve WHERE budget = 0 AND true",
                        "degenerate"))
                .containsExactly("(4,36,11.313708498984761,0,,,2,)");
        JsonPath damage = given().get("/api/v1/campaigns/degenerate/distribution?metric=damage")
                .then()
                .extract()
                .jsonPath();
        assertThat(damage.getList("groups.leftOut")).isEqualTo(List.of(1));
    }

    @ParameterizedTest
    @CsvSource({
        // Infinity first, what is undefined last; equal values by ordinal.
        "damage, 'infinite,finite,zero,minus'",
        "lipschitz, 'minus,finite,infinite,zero'",
        "change, 'finite,infinite,zero,minus'",
        "ordinal, 'finite,infinite,zero,minus'",
    })
    void everyJobIsOnceInEveryOrder(String sort, String expected) {
        AttackSpec attack = untargeted(20, 0.001, AttackSpec.Update.ADAM, 1);
        String id = "ordered-" + sort;
        add(id, "finite", attack, numbers(22, quality(28, 0.9), quality(18, 0.5), 2.0));
        add(id, "infinite", attack, numbers(22, quality(INFINITY, 1), quality(20, 0.5), 1.0));
        add(id, "zero", attack, numbers(INFINITY, quality(INFINITY, Double.NaN), quality(INFINITY, Double.NaN), null));
        add(id, "minus", attack, numbers(22, quality(28, 0.9), quality(INFINITY, 1), 3.0));
        store(id);

        for (int limit = 1; limit <= 5; limit++) {
            assertThat(everyPage(id, "sort=" + sort, limit)).isEqualTo(List.of(expected.split(",")));
        }
        assertThat(everyPage(id, "sort=" + sort + "&image=zero", 1)).containsExactly("zero");
    }

    @Test
    void undefinedLikenessToTheTargetComesLast() {
        AttackSpec attack = attack("nearest", new Objective.Targeted("goal", GOAL));
        List<Double> ncc = List.of(Double.NaN, 0.5, Double.NaN, -0.5);
        for (int i = 0; i < ncc.size(); i++) {
            add("undefined", "image-" + i, attack, towards(ncc.get(i)));
        }
        store("undefined");

        for (int limit = 1; limit <= 5; limit++) {
            assertThat(everyPage("undefined", "sort=target", limit))
                    .containsExactly("image-1", "image-3", "image-2", "image-0");
        }
    }

    @Test
    void warningsAreCountedByCodeAndFindTheirJobs() {
        AttackSpec attack = untargeted(20, 0.001, AttackSpec.Update.ADAM, 1);
        Warning unmoved = new Warning(Warning.NO_MOVEMENT, "The gradient was zero at every step");
        Warning worse = new Warning(Warning.DOES_NOT_RESTORE, "Clean 18.16 dB, blurred 22.55 dB");
        add("warned", "a", attack, numbers(22.55, quality(18.16, 0.9), quality(18.16, 0.9), null), unmoved, worse);
        add("warned", "b", attack, numbers(22.55, quality(18.16, 0.9), quality(15, 0.5), 3.0), worse);
        add("warned", "c", attack, attacked(20));
        store("warned");

        assertThat(rows("SELECT code, network, jobs, ordinal, message FROM campaign_warning", "warned"))
                .containsExactlyInAnyOrder(
                        "(no-movement,wiener,1,0,\"The gradient was zero at every step\")",
                        "(does-not-restore,wiener,2,0,\"Clean 18.16 dB, blurred 22.55 dB\")");
        assertThat(rows("SELECT jobs, unmoved FROM paper_table", "warned")).containsExactly("(3,1)");
        assertThat(everyPage("warned", "warning=no-movement", 1)).containsExactly("a");
        assertThat(everyPage("warned", "warning=does-not-restore&sort=damage", 1))
                .containsExactly("b", "a");
        assertThat(everyPage("warned", "warning=misaligned", 1)).isEmpty();
        assertThat(given().get("/api/v1/campaigns/warned/results.jsonl?warning=no-movement")
                        .asString())
                .contains("\"warnings\":[\"no-movement\",\"does-not-restore\"]", "\"restores\":false")
                .hasLineCount(1);
        assertThat(given().get("/api/v1/campaigns/warned/facets").jsonPath().getList("warning"))
                .isEqualTo(List.of("does-not-restore", "no-movement"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&sort=damage", "&image=a"})
    void resultsAreFilteredByAttack(String more) {
        String id = "by-attack" + more.length();
        add(id, "a", untargeted(10, 0.001, AttackSpec.Update.ADAM, 1), attacked(25));
        add(id, "a", untargeted(20, 0.001, AttackSpec.Update.ADAM, 1).named("twenty"), attacked(21));
        store(id);

        assertThat(given().get("/api/v1/campaigns/" + id + "/results?attack=twenty" + more)
                        .jsonPath()
                        .getList("results.request.attack.name"))
                .isEqualTo(List.of("twenty"));
        assertThat(given().get("/api/v1/campaigns/" + id + "/results.csv?attack=twenty")
                        .asString())
                .hasLineCount(2);
        assertThat(given().get("/api/v1/campaigns/" + id + "/facets").jsonPath().getList("attack"))
                .hasSize(2);
    }

    /** The name belongs to the campaign, the job to all of them. */
    @Test
    void aSharedJobHasTheNameThatEachCampaignGivesIt() {
        AttackSpec attack = untargeted(20, 0.001, AttackSpec.Update.ADAM, 1);
        add("names-first", "a", attack.named("ours"), attacked(21));
        AttackRequest first = (AttackRequest) records.get(0);
        store("names-first");
        AttackRequest second = Messages.request("names-second", 0, "a", attack.named("theirs"));
        topics.write(Messages.campaign("names-second", 1));
        topics.write(new AttackRequest(
                AttackRequest.SCHEMA,
                first.jobId(),
                "names-second",
                0,
                second.source(),
                second.blur(),
                second.network(),
                second.attack(),
                second.budget(),
                second.seed(),
                second.submitted()));
        awaitSucceeded("names-second", 1);

        assertThat(rows("SELECT DISTINCT attack FROM robustness_curve", "names-first"))
                .containsExactly("(ours)");
        assertThat(rows("SELECT DISTINCT attack FROM robustness_curve", "names-second"))
                .containsExactly("(theirs)");
        assertThat(rows("SELECT attack FROM job_result", "names-second")).containsExactly("(theirs)");
    }

    private static String attackedPsnr(String view) {
        return view.equals("paper_table") ? "attacked_to_source_psnr" : "attacked_to_sharp_psnr";
    }

    private static AttackSpec untargeted(int steps, double stepSize, AttackSpec.Update update, int restarts) {
        return spec("", new Objective.Untargeted(), steps, stepSize, update, restarts);
    }

    private static AttackSpec attack(String name, Objective objective) {
        return spec(name, objective, 20, 0.001, AttackSpec.Update.ADAM, 1);
    }

    private static AttackSpec steps(AttackSpec attack, int steps) {
        return spec(attack.name(), attack.objective(), steps, attack.stepSize(), attack.update(), attack.restarts());
    }

    private static AttackSpec spec(
            String name, Objective objective, int steps, double stepSize, AttackSpec.Update update, int restarts) {
        return new AttackSpec(
                        objective,
                        Distance.L2,
                        AttackSpec.Norm.LINF,
                        AttackSpec.Start.UNIFORM,
                        update,
                        steps,
                        stepSize,
                        true,
                        AttackSpec.Iterate.LAST,
                        restarts,
                        null,
                        null,
                        false,
                        AttackSpec.TRACE_EVERY)
                .named(name);
    }

    private static Evaluation attacked(double psnr) {
        return numbers(22, quality(28, 0.9), quality(psnr, 0.5), 9.0);
    }

    private static Evaluation towards(double ncc) {
        return Messages.evaluation(22, quality(28, 0.9), quality(20, 0.5), quality(10, ncc), 9.0);
    }

    private static Evaluation numbers(
            double blurred, ImageQuality clean, ImageQuality attacked, @Nullable Double lipschitz) {
        return Messages.evaluation(blurred, clean, attacked, null, lipschitz);
    }

    private static ImageQuality quality(double psnr, double ncc) {
        return new ImageQuality(psnr, ncc, 0.5);
    }

    private void add(String campaign, String image, AttackSpec attack, Evaluation evaluation, Warning... warnings) {
        AttackRequest request = Messages.request(campaign, jobs.merge(campaign, 1L, Long::sum) - 1, image, attack);
        records.add(request);
        records.add(Messages.success(request, evaluation, warnings));
    }

    /** Writes what was added since, in whatever order. */
    private void store(String campaign) {
        Collections.shuffle(records, new Random(5));
        topics.write(Messages.campaign(campaign, 100, Retention.ALL, furtherMetrics.getOrDefault(campaign, List.of())));
        for (Object record : records) {
            if (record instanceof AttackRequest request) {
                topics.write(request);
            } else {
                topics.write((AttackResult) record);
            }
        }
        records.clear();
        awaitSucceeded(campaign, jobs.getOrDefault(campaign, 0L).intValue());
    }

    private static void awaitSucceeded(String campaign, int count) {
        Eventually.holds(
                () -> given().get("/api/v1/campaigns/" + campaign).then().body("succeeded", equalTo(count)));
    }

    private List<String> rows(String sql, String campaign) {
        String narrowed = sql.contains(" WHERE ")
                ? sql.replace(" AND true", " AND campaign_id = '" + campaign + "'")
                : sql + " WHERE campaign_id = '" + campaign + "'";
        String all = tables.value("SELECT string_agg(r::text, '\n') FROM (" + narrowed + ") AS r");
        return all == null ? List.of() : List.of(all.split("\n"));
    }

    private static List<String> everyPage(String id, String query, int limit) {
        List<String> images = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonPath page = given().get("/api/v1/campaigns/" + id + "/results?limit=" + limit + "&" + query + after)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            page.getList("results.request.source.name", String.class).forEach(images::add);
            String next = page.getString("next");
            after = next == null ? null : "&after=" + next;
        }
        return images;
    }
}
