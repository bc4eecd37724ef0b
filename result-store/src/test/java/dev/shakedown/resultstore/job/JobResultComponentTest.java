package dev.shakedown.resultstore.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Plateau;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Mask;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Rectangle;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.Delivery;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.job.KernelChange;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every column of what is stored of single jobs, against the request and the result that it came from. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class JobResultComponentTest {

    private static final NetworkRef ATTACKED = network("mprnet@bf16");
    private static final NetworkRef FIRST_JUDGE = network("mprnet");
    private static final NetworkRef SECOND_JUDGE = network("rgdn@50");
    private static final ImageRef SHARP =
            new ImageRef(Messages.digest("sharp"), 96, 80, "JPEG 4000x3000; resized to 96x80 (Lanczos-3)");
    private static final ImageRef TARGET = new ImageRef(Messages.digest("target"), 97, 81);
    private static final KernelSpec FILE = new KernelSpec.File(19, Messages.digest("kernel"), "k.mat[3]");
    private static final KernelSpec KERNEL = new KernelSpec.Adjusted(FILE, 21, true);

    private static final List<Warning> WARNINGS = List.of(
            new Warning(Warning.DOES_NOT_RESTORE, "Clean 18.16 dB, \"blurred\" 22.55 dB, {a, b}; \\ \u0000"),
            new Warning(Warning.NO_MOVEMENT, "The gradient is zero"));

    /** Numbers of an evaluation that are not in judged_result. */
    private static final String NOT_MEASURED = "blurred_to_sharp_ncc blurred_to_sharp_ssim eight_bit_to_sharp_ncc"
            + " eight_bit_to_sharp_ssim eight_bit_to_target_psnr eight_bit_to_target_ssim attacked_to_clean_ncc"
            + " eight_bit_to_clean_psnr eight_bit_to_clean_ncc eight_bit_to_clean_ssim perturbation_max_norm"
            + " perturbation_l2_norm eight_bit_max_norm initial_objective final_objective counted_step"
            + " kernel_change_l2 kernel_change_max";

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @Inject
    ObjectMapper json;

    /** No option has its default, and no two numbers are equal. */
    private static AttackRequest everyOption(String campaign) {
        return new AttackRequest(
                        AttackRequest.SCHEMA,
                        Messages.jobId(campaign, 7),
                        campaign,
                        7,
                        new ImageSource.Sharp("photograph", "levin", SHARP),
                        new BlurSpec(KERNEL, Boundary.REPLICATE, new BlurSpec.Noise(0.0125, 12), true),
                        ATTACKED,
                        List.of(FIRST_JUDGE, SECOND_JUDGE),
                        new AttackSpec(
                                        new Objective.Targeted("chelsea", TARGET),
                                        new Distance(
                                                Distance.Measure.MSE,
                                                new Mask.Region(new Rectangle(1, 2, 30, 40), 0.25, 0.75),
                                                Distance.Weighting.COSINE,
                                                true),
                                        AttackSpec.Norm.L2,
                                        AttackSpec.Start.GAUSSIAN,
                                        AttackSpec.Update.GRADIENT,
                                        777,
                                        0.0375,
                                        false,
                                        AttackSpec.Iterate.BEST,
                                        3,
                                        new Plateau(50, 0.125),
                                        new Expectation(
                                                2, 0.015625, List.of(new KernelSpec.Disk(15, 5.5)), List.of(75)),
                                        true,
                                        5)
                                .constrained(true, true)
                                .perturbing(AttackSpec.Perturb.BOTH, AttackSpec.Norm.LINF, 0.03125),
                        List.of(new ImageSource.Sharp("companion", SHARP)),
                        2.5,
                        -123_456_789_012_345L,
                        Messages.SUBMITTED)
                .delivered(new Delivery(1, 1));
    }

    @Test
    void everyColumnOfASuccessIsThatOfItsMessages() throws Exception {
        String campaign = "every-column";
        AttackRequest request = everyOption(campaign);
        Evaluation first = Messages.distinctEvaluation(11).with(List.of(), new KernelChange(0.375, 0.0625));
        Evaluation second = Messages.distinctEvaluation(12).with(List.of(), new KernelChange(0.875, 0.5625));
        AttackResult result = new AttackResult(
                AttackResult.SCHEMA,
                request.jobId(),
                campaign,
                new JobOutcome.Succeeded(
                        first,
                        List.of(
                                new JudgedEvaluation(FIRST_JUDGE, first),
                                new JudgedEvaluation(SECOND_JUDGE, "companion", second)),
                        List.of(new TracePoint(0, 0.5), new TracePoint(5, 1.0E-7)),
                        List.of(),
                        0.0625,
                        WARNINGS),
                "worker-9",
                Messages.SUBMITTED.plusSeconds(11),
                Messages.SUBMITTED.plusSeconds(222),
                new Delivery(1, 1));
        announce(ATTACKED, "blind");
        announce(FIRST_JUDGE, "blind");
        announce(SECOND_JUDGE, "non-blind");
        topics.write(Messages.campaign(campaign, 1));
        topics.write(request);
        topics.write(result);
        awaitState(campaign, "SUCCEEDED");

        Map<String, Object> expected = requested(request);
        expected.put("state", "SUCCEEDED");
        expected.put("judged_on", FIRST_JUDGE.id());
        expected.put("judge_sha256", FIRST_JUDGE.sha256());
        expected.put("arrives_blurred", false);
        expected.put("network_kind", "blind");
        expected.put("objective", "targeted");
        expected.put("target", "chelsea");
        expected.put("target_sha256", TARGET.sha256());
        expected.put("image_recipe", SHARP.recipe());
        expected.put("target_recipe", null);
        expected.put("kernel_type", "file");
        expected.put("kernel_size", 21);
        expected.put("kernel_name", "k.mat[3]");
        expected.put("kernel_seed", null);
        expected.put("kernel", KERNEL);
        expected.put("blur_type", "uniform");
        expected.put("blur", request.blur());
        expected.put("boundary", "replicate");
        expected.put("noise_sigma", 0.0125);
        expected.put("noise_seed", 12);
        expected.put("rounded_to_8_bit", true);
        expected.put("status", "SUCCEEDED");
        expected.put("complete", true);
        expected.put("retry", 1);
        expected.put("failure_code", null);
        expected.put("failure_message", null);
        expected.put("warnings", List.of("does-not-restore", "no-movement"));
        expected.put(
                "warning_messages",
                List.of("Clean 18.16 dB, \"blurred\" 22.55 dB, {a, b}; \\ \ufffd", "The gradient is zero"));
        expected.putAll(gain(first));
        expected.put("damage", damage(first));
        expected.putAll(numbers(first));
        expected.put("seconds_per_step", 0.0625);
        addEnd(expected, result);
        assertRow("SELECT * FROM job_result WHERE campaign_id = '%s'".formatted(campaign), expected);

        assertJudge(request, 0, FIRST_JUDGE, "blind", null, first);
        assertJudge(request, 1, SECOND_JUDGE, "non-blind", "companion", second);
        assertThat(tables.value("SELECT string_agg(step || ' ' || objective, ', ' ORDER BY step) FROM job_trace"
                        + " WHERE job_id = '" + request.jobId() + "'"))
                .isEqualTo("0 0.5, 5 1e-07");
    }

    @Test
    void everyColumnOfAFailureIsThatOfItsMessages() throws Exception {
        String campaign = "every-column-of-a-failure";
        AttackRequest request = Messages.targetedRequest(campaign, 0);
        AttackResult result = Messages.failure(campaign, request.jobId());
        topics.write(Messages.campaign(campaign, 1));
        topics.write(request);
        topics.write(result);
        awaitState(campaign, "FAILED");

        Map<String, Object> expected = requested(request);
        numbers(Messages.distinctEvaluation(1).with(List.of(), new KernelChange(1, 2)))
                .keySet()
                .forEach(number -> expected.put(number, null));
        expected.put("warnings", List.of());
        expected.put("warning_messages", List.of());
        String absent =
                "image_recipe target_recipe restores gain_db judged_on judge_sha256 network_kind kernel_type kernel_size kernel_name kernel_seed"
                        + " kernel blur_type blur boundary noise_sigma noise_seed rounded_to_8_bit damage"
                        + " seconds_per_step";
        Arrays.stream(absent.split(" ")).forEach(column -> expected.put(column, null));
        expected.put("state", "FAILED");
        expected.put("arrives_blurred", true);
        expected.put("objective", "targeted");
        expected.put("target", "chelsea");
        expected.put("target_sha256", Messages.digest("chelsea"));
        expected.put("status", "FAILED");
        expected.put("complete", true);
        expected.put("retry", 0);
        expected.put("failure_code", "not-finite");
        expected.put("failure_message", "The objective became NaN at step 12");
        addEnd(expected, result);
        assertRow("SELECT * FROM job_result WHERE campaign_id = '%s'".formatted(campaign), expected);
    }

    private void assertJudge(
            AttackRequest request, int position, NetworkRef judge, String kind, String image, Evaluation evaluation)
            throws JsonProcessingException {
        Map<String, Object> stored = new LinkedHashMap<>(numbers(evaluation));
        stored.put("job_id", request.jobId());
        stored.put("position", position);
        stored.put("judge", judge.id());
        stored.put("judge_sha256", judge.sha256());
        stored.put("image", image);
        stored.put("step", null);
        stored.put("further_metrics", null);
        assertRow(
                "SELECT * FROM evaluation WHERE job_id = '%s' AND position = %d".formatted(request.jobId(), position),
                stored);

        Map<String, Object> judged = new LinkedHashMap<>(numbers(evaluation));
        Arrays.asList(NOT_MEASURED.split(" ")).forEach(judged::remove);
        judged.put("attack", request.attack().name());
        judged.put("warnings", List.of("does-not-restore", "no-movement"));
        judged.putAll(gain(evaluation));
        judged.put("campaign_id", request.campaignId());
        judged.put("campaign", "demo-" + request.campaignId());
        judged.put("data_set", "levin");
        judged.put("ordinal", 7);
        judged.put("position", position);
        judged.put("first_judge", position == 0);
        judged.put("companion", image != null);
        judged.put("crafted_on", ATTACKED.id());
        judged.put("judged_on", judge.id());
        judged.put("network_kind", kind);
        judged.put("objective", "targeted");
        judged.put("target", "chelsea");
        judged.put("norm", "l2");
        judged.put("steps", 777);
        judged.put("kernel_type", "file");
        judged.put("kernel_size", 21);
        judged.put("budget", 2.5);
        judged.put("damage", damage(evaluation));
        assertRow(
                "SELECT * FROM judged_result WHERE campaign_id = '%s' AND position = %d"
                        .formatted(request.campaignId(), position),
                judged);
    }

    /** The columns that have a part of the request as it is. */
    private static Map<String, Object> requested(AttackRequest request) {
        AttackSpec attack = request.attack();
        ImageRef image = request.source() instanceof ImageSource.Sharp sharp
                ? sharp.sharp()
                : ((ImageSource.Blurred) request.source()).blurred();
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("campaign_id", request.campaignId());
        columns.put("campaign", "demo-" + request.campaignId());
        columns.put("ordinal", request.ordinal());
        columns.put("job_id", request.jobId());
        columns.put("data_set", request.source().dataSet());
        columns.put("image", request.source().name());
        columns.put("image_sha256", image.sha256());
        columns.put("image_width", image.width());
        columns.put("image_height", image.height());
        columns.put("network", request.network().id());
        columns.put("network_sha256", request.network().sha256());
        columns.put("judges", request.judges().size());
        columns.put("attack", attack.name());
        columns.put("norm", word(attack.norm()));
        columns.put("budget", request.budget());
        columns.put("perturb", attack.perturb() == null ? "image" : word(attack.perturb()));
        columns.put("kernel_budget", attack.kernelBudget());
        columns.put("kernel_norm", attack.kernelNorm() == null ? null : word(attack.kernelNorm()));
        columns.put("loss", null);
        columns.put("minimum_budget", null);
        columns.put("distance", word(attack.distance().measure()));
        Distance.Weighting weighting = attack.distance().weighting();
        columns.put("weighting", weighting == null ? null : word(weighting));
        columns.put("clamp_output", attack.distance().clampsOutput());
        columns.put("start", word(attack.start()));
        columns.put("update", word(attack.update()));
        columns.put("steps", attack.steps());
        columns.put("step_size", attack.stepSize());
        columns.put("clip", attack.clip());
        columns.put("iterate", word(attack.iterate()));
        columns.put("restarts", attack.restarts());
        columns.put("plateau", attack.plateau());
        columns.put("expectation", attack.expectation());
        columns.put("universal", attack.universal());
        columns.put("grey", attack.onlyGrey());
        columns.put("zero_mean", attack.onlyZeroMean());
        columns.put("seed", request.seed());
        return columns;
    }

    private static void addEnd(Map<String, Object> columns, AttackResult result) {
        columns.put("worker", result.worker());
        columns.put("started_at", result.started());
        columns.put("finished_at", result.finished());
    }

    /** Every number of an evaluation by its column: {@code cleanToSharp.psnr} is {@code clean_to_sharp_psnr}. */
    private Map<String, Object> numbers(Evaluation evaluation) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        json.valueToTree(evaluation).fields().forEachRemaining(field -> {
            String name = field.getKey().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            if (field.getValue().isObject()) {
                field.getValue()
                        .fields()
                        .forEachRemaining(measure -> numbers.put(name + "_" + measure.getKey(), measure.getValue()));
            } else {
                numbers.put(name, field.getValue());
            }
        });
        return numbers;
    }

    private static Map<String, Object> gain(Evaluation evaluation) {
        double clean = evaluation.cleanToSharp().psnr();
        double blurred = evaluation.blurredToSharp().psnr();
        return Map.of("gain_db", clean - blurred, "restores", clean >= blurred);
    }

    private static double damage(Evaluation evaluation) {
        return evaluation.cleanToSharp().psnr() - evaluation.attackedToSharp().psnr();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static NetworkRef network(String id) {
        return new NetworkRef(id, Messages.digest("every column " + id));
    }

    private void announce(NetworkRef network, String kind) {
        tables.execute("INSERT INTO network VALUES ('%s', '%s', '%s', 'title', 'fp32', 1, 'MIT', '{}')"
                .formatted(network.sha256(), network.id(), kind));
    }

    private void awaitState(String campaign, String state) {
        Eventually.holds(() -> assertThat(
                        tables.value("SELECT state FROM job_result WHERE campaign_id = '%s'".formatted(campaign)))
                .isEqualTo(state));
    }

    private void assertRow(String sql, Map<String, Object> expected) throws JsonProcessingException {
        JsonNode row = json.readTree(tables.value("SELECT to_jsonb(r) FROM (%s) AS r".formatted(sql)));
        assertThat(row.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(expected.keySet());
        for (Map.Entry<String, Object> column : expected.entrySet()) {
            JsonNode actual = row.get(column.getKey());
            if (column.getValue() instanceof Instant time) {
                assertThat(OffsetDateTime.parse(actual.textValue()).toInstant())
                        .as(column.getKey())
                        .isEqualTo(time);
            } else {
                assertThat(actual)
                        .as(column.getKey())
                        .isEqualTo(json.readTree(json.writeValueAsString(column.getValue())));
            }
        }
    }
}
