package dev.shakedown.resultstore.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.BlurModel;
import dev.shakedown.contract.campaign.CameraPath;
import dev.shakedown.contract.campaign.KernelGrid;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.Messages.Artifact;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class IngestComponentTest {

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @Inject
    ObjectMapper json;

    @Test
    void aCampaignIsFinishedWhateverOrderItsRecordsArriveIn() throws Exception {
        String id = "any-order";
        int jobs = 12;
        SubmittedCampaign campaign = Messages.campaign(id, jobs);
        List<Runnable> records = new ArrayList<>();
        records.add(() -> topics.write(campaign));
        for (int ordinal = 0; ordinal < jobs; ordinal++) {
            records.addAll(job(id, ordinal));
        }
        Collections.shuffle(records, new Random(5));

        records.forEach(Runnable::run);

        awaitSuccesses(id, jobs);
        assertThat(json.readValue(get("/api/v1/campaigns/" + id + "/document"), SubmittedCampaign.class))
                .isEqualTo(campaign);
        given().get("/api/v1/campaigns/{id}/results?limit=5", id)
                .then()
                .body("results.request.ordinal", contains(0, 1, 2, 3, 4))
                .body("next", equalTo("4"));
        given().get("/api/v1/campaigns/{id}/results?after=9", id)
                .then()
                .body("results.request.ordinal", contains(10, 11))
                .body("next", nullValue());
    }

    @Test
    void messagesAndNumbersComeBackAsTheyWere() throws Exception {
        String id = "faithful";
        Artifact delta = Messages.artifact(ArtifactKind.PERTURBATION, 1, 3000);
        AttackRequest request = Messages.request(id, 0);
        AttackResult result = Messages.success(id, request.jobId(), List.of(delta));
        topics.write(Messages.campaign(id, 1));
        topics.write(request);
        topics.write(request.jobId(), delta);
        topics.write(result);

        awaitSuccesses(id, 1);

        Map<?, ?> record = json.readValue(get("/api/v1/jobs/" + request.jobId()), Map.class);
        assertThat(json.convertValue(record.get("request"), AttackRequest.class))
                .isEqualTo(request);
        assertThat(json.convertValue(record.get("result"), AttackResult.class)).isEqualTo(result);
        assertThat(tables.value(where("clean_to_sharp_psnr", request.jobId()))).isEqualTo("Infinity");
        assertThat(tables.value(where("lipschitz", request.jobId()))).isNull();
        assertThat(tables.value(where("attacked_to_sharp_ssim", request.jobId())))
                .isEqualTo("0.3333333333333333");
        assertThat(tables.value(where("attacked_to_target_psnr", request.jobId())))
                .isNull();
        assertThat(tables.value(where("seed", request.jobId()))).isEqualTo(Long.toString(Long.MIN_VALUE));
        assertThat(tables.value(
                        "SELECT objective FROM job_trace WHERE step = 250 AND job_id = '" + request.jobId() + "'"))
                .isEqualTo("37.5");
    }

    @Test
    void everyKindOfBlurHasItsColumns() throws Exception {
        String id = "blurs";
        KernelSpec shake = new KernelSpec.CameraShake(17, 3);
        List<BlurModel> models = List.of(
                shake,
                new KernelSpec.Adjusted(shake, 25, true),
                new KernelGrid(1, 2, List.of(shake, new KernelSpec.Gaussian(5, 1))),
                new CameraPath(8, 1.5, 0, 1.2, 65, 3));
        topics.write(Messages.campaign(id, models.size()));
        for (int i = 0; i < models.size(); i++) {
            AttackRequest request = Messages.request(id, i, models.get(i));
            topics.write(request);
            topics.write(Messages.success(id, request.jobId(), List.of()));
        }

        awaitSuccesses(id, models.size());

        assertThat(column(id, "blur_type", 4)).containsExactly("uniform", "uniform", "grid", "camera-path");
        assertThat(column(id, "kernel_type", 4)).containsExactly("camera-shake", "camera-shake", null, null);
        assertThat(column(id, "kernel_size", 4)).containsExactly("17", "25", null, null);
        assertThat(column(id, "kernel -> 'kernel' ->> 'size'", 4)).containsExactly(null, "17", null, null);
        assertThat(column(id, "blur -> 'grid' ->> 'columns'", 4)).containsExactly(null, null, "2", null);
        assertThat(column(id, "blur -> 'cameraPath' ->> 'maxRotation'", 4)).containsExactly(null, null, null, "1.5");
        for (int i = 0; i < models.size(); i++) {
            AttackRequest request = Messages.request(id, i, models.get(i));
            Map<?, ?> record = json.readValue(get("/api/v1/jobs/" + request.jobId()), Map.class);
            assertThat(json.convertValue(record.get("request"), AttackRequest.class))
                    .isEqualTo(request);
        }
    }

    /** What a column of job_result says of a campaign's jobs, by ordinal. */
    private List<String> column(String campaignId, String column, int jobs) {
        return IntStream.range(0, jobs)
                .mapToObj(ordinal -> tables.value("SELECT %s FROM job_result WHERE campaign_id = '%s' AND ordinal = %d"
                        .formatted(column, campaignId, ordinal)))
                .toList();
    }

    @Test
    void aTargetedAttackOnAnImageThatArrivesBlurredHasNoBlurOfOurs() {
        String id = "targeted";
        AttackRequest request = Messages.targetedRequest(id, 0);
        topics.write(Messages.campaign(id, 1));
        topics.write(request);
        topics.write(Messages.failure(id, request.jobId()));

        Eventually.holds(() -> given().get("/api/v1/campaigns/{id}", id)
                .then()
                .statusCode(200)
                .body("known", equalTo(1))
                .body("succeeded", equalTo(0))
                .body("failed", equalTo(1)));

        assertThat(tables.value(where("target", request.jobId()))).isEqualTo("chelsea");
        assertThat(tables.value(where("boundary", request.jobId()))).isNull();
        assertThat(tables.value(where("blur_type", request.jobId()))).isNull();
        assertThat(tables.value(where("arrives_blurred", request.jobId()))).isEqualTo("t");
        assertThat(tables.value(where("failure_code", request.jobId()))).isEqualTo("not-finite");
    }

    @Test
    void readingTheTopicsTwiceChangesNothing() {
        String id = "twice";
        List<Runnable> records = new ArrayList<>();
        records.add(() -> topics.write(Messages.campaign(id, 3)));
        for (int ordinal = 0; ordinal < 3; ordinal++) {
            records.addAll(job(id, ordinal));
        }
        records.forEach(Runnable::run);
        awaitSuccesses(id, 3);
        Map<String, String> before = tables.digests();

        Collections.shuffle(records, new Random(9));
        records.forEach(Runnable::run);
        awaitFence("twice-fence");

        assertThat(withoutFences(tables.digests())).isEqualTo(withoutFences(before));
    }

    @Test
    void theFirstResultOfAJobStaysWithItsArtifacts() throws Exception {
        String id = "first-stays";
        AttackRequest request = Messages.request(id, 0);
        Artifact first = Messages.artifact(ArtifactKind.PERTURBATION, 10, 100);
        Artifact second = Messages.artifact(ArtifactKind.PERTURBATION, 11, 100);
        Artifact more = Messages.artifact(ArtifactKind.KERNEL, 12, 100);
        topics.write(Messages.campaign(id, 1));
        topics.write(request);
        topics.write(request.jobId(), first);
        topics.write(Messages.success(id, request.jobId(), List.of(first)));
        awaitSuccesses(id, 1);

        topics.write(request.jobId(), second);
        topics.write(request.jobId(), more);
        topics.write(Messages.success(id, request.jobId(), List.of(second, more)));
        awaitFence("first-stays-fence");

        assertThat(bytes("/api/v1/jobs/" + request.jobId() + "/artifacts/perturbation"))
                .isEqualTo(first.bytes());
        given().get("/api/v1/jobs/{id}/artifacts/kernel", request.jobId())
                .then()
                .statusCode(404);
    }

    @Test
    void aJobThatTwoCampaignsShareCountsInBothUnderTheirNames() {
        String job = Messages.jobId("shared", 0);
        topics.write(Messages.campaign("shared-a", 1));
        topics.write(Messages.campaign("shared-b", 1));
        topics.write(Messages.request("shared-a", 0, job, "astronaut"));
        topics.write(Messages.failure("shared-a", job));
        topics.write(Messages.request("shared-b", 0, job, "spaceman"));

        Eventually.holds(() -> {
            given().get("/api/v1/campaigns/shared-a/results")
                    .then()
                    .body("results.request.source.name", contains("astronaut"));
            given().get("/api/v1/campaigns/shared-b/results")
                    .then()
                    .body("results.request.source.name", contains("spaceman"));
        });
    }

    @Test
    void anArtifactWhoseHashIsWrongIsPutAsideAndNeverServed() {
        String id = "wrong-hash";
        AttackRequest request = Messages.request(id, 0);
        Artifact promised = Messages.artifact(ArtifactKind.PERTURBATION, 20, 500);
        Artifact damaged = Messages.artifact(ArtifactKind.PERTURBATION, 21, 500);
        topics.write(Messages.campaign(id, 1));
        topics.write(request);
        topics.write(Messages.success(id, request.jobId(), List.of(promised)));

        topics.write(request.jobId(), damaged, promised.sha256());

        Eventually.holds(() -> assertThat(tables.value(
                        "SELECT reason FROM rejected_record WHERE value_sha256 = '" + damaged.sha256() + "'"))
                .contains("the header says " + promised.sha256()));
        given().get("/api/v1/blobs/{sha}", promised.sha256()).then().statusCode(404);
        given().get("/api/v1/blobs/{sha}", damaged.sha256()).then().statusCode(404);
        given().get("/api/v1/campaigns/{id}", id)
                .then()
                .body("known", equalTo(1))
                .body("succeeded", equalTo(0));

        topics.write(request.jobId(), promised);
        awaitSuccesses(id, 1);
    }

    @Test
    void aResultIsStoredWithTheArtifactsOfItsRecordHoweverOftenItComes() {
        String id = "one-record";
        AttackRequest request = Messages.request(id, 0);
        List<Artifact> artifacts = List.of(
                Messages.artifact(ArtifactKind.PERTURBATION, 71, 5_000),
                Messages.artifact(ArtifactKind.BLURRED_PICTURE, 72, 0),
                Messages.artifact(ArtifactKind.KERNEL, 73, 700));
        AttackResult result = Messages.success(id, request.jobId(), artifacts);
        topics.write(result, artifacts);
        topics.write(Messages.campaign(id, 1));
        topics.write(request);
        awaitSuccesses(id, 1);

        for (Artifact artifact : artifacts) {
            assertThat(bytes("/api/v1/jobs/" + request.jobId() + "/artifacts/"
                            + artifact.kind().wireName()))
                    .isEqualTo(artifact.bytes());
        }
        assertThat(tables.value("SELECT width || 'x' || height FROM blob WHERE sha256 = '"
                        + artifacts.get(0).sha256() + "'"))
                .isEqualTo("64x48");
        Map<String, String> before = tables.digests();
        topics.write(result, artifacts);
        topics.write(result);
        artifacts.forEach(artifact -> topics.write(request.jobId(), artifact));
        awaitFence("one-record-fence");
        assertThat(withoutFences(tables.digests())).isEqualTo(withoutFences(before));
    }

    @Test
    void aResultWhoseArtifactsCameAloneIsCompletedByTheSameInOneRecord() {
        String id = "both-forms";
        AttackRequest request = Messages.request(id, 0);
        Artifact delta = Messages.artifact(ArtifactKind.PERTURBATION, 74, 400);
        AttackResult result = Messages.success(id, request.jobId(), List.of(delta));
        topics.write(Messages.campaign(id, 1));
        topics.write(request);
        topics.write(result);
        awaitFence("both-forms-fence");
        given().get("/api/v1/campaigns/{id}", id).then().body("succeeded", equalTo(0));

        topics.write(result, List.of(delta));

        awaitSuccesses(id, 1);
    }

    @Test
    void aResultWithOtherBytesThanItNamesIsPutAsideWhole() {
        String id = "wrong-bytes";
        AttackRequest request = Messages.request(id, 0);
        Artifact first = Messages.artifact(ArtifactKind.PERTURBATION, 75, 400);
        Artifact second = Messages.artifact(ArtifactKind.KERNEL, 76, 300);
        AttackResult result = Messages.success(id, request.jobId(), List.of(first, second));
        topics.write(Messages.campaign(id, 1));
        topics.write(request);

        topics.write(result, List.of(second, first));
        topics.write(result, List.of(first));
        topics.write(result, List.of(first, second, second));
        topics.write(Messages.failure(id, request.jobId()), first.bytes());

        Eventually.holds(() -> assertThat(tables.value(
                        "SELECT count(*) FROM rejected_record WHERE record_key = '" + request.jobId() + "'"))
                .isEqualTo("4"));
        assertThat(tables.value("SELECT count(*) FROM result WHERE job_id = '" + request.jobId() + "'"))
                .isEqualTo("0");
        given().get("/api/v1/blobs/{sha}", first.sha256()).then().statusCode(404);

        topics.write(result, List.of(first, second));
        awaitSuccesses(id, 1);
    }

    @Test
    void recordsThatMakeNoSenseDoNotHoldUpOthers() {
        String before = tables.value("SELECT count(*) FROM rejected_record");
        topics.write(Topics.CAMPAIGNS, "k", utf8("not json"));
        topics.write(Topics.REQUESTS, "k", utf8("{\"schema\": 1}"));
        topics.write(Topics.REQUESTS, "k", utf8("{\"schema\": 99}"));
        topics.write(Topics.RESULTS, "k\0k", new byte[] {(byte) 0xff, 0});
        topics.write(Topics.RESULTS, "k", null);
        topics.write(Topics.RESULTS, "k", utf8("null"));
        topics.write(Topics.ARTIFACTS, null, utf8("no headers"));
        topics.write(Topics.CAMPAIGNS, "k", topics.bytes(nul()));
        topics.write(Topics.CAMPAIGNS, "k", utf8(halfASurrogatePair()));
        String id = "after-poison";
        topics.write(Messages.campaign(id, 1));
        job(id, 0).forEach(Runnable::run);

        awaitSuccesses(id, 1);
        Eventually.holds(() -> assertThat(Integer.parseInt(tables.value("SELECT count(*) FROM rejected_record")))
                .isEqualTo(Integer.parseInt(before) + 9));
        assertThat(tables.value("SELECT count(*) FROM campaign WHERE id LIKE 'poison%'"))
                .isEqualTo("0");
    }

    private static SubmittedCampaign nul() {
        return Messages.campaign("poison\0", 1);
    }

    private String halfASurrogatePair() {
        return new String(topics.bytes(Messages.campaign("poison-half", 1)), StandardCharsets.UTF_8)
                .replace("demo-", "demo-\\ud800-");
    }

    private List<Runnable> job(String campaignId, long ordinal) {
        AttackRequest request = Messages.request(campaignId, ordinal);
        List<Artifact> artifacts = List.of(
                Messages.artifact(ArtifactKind.PERTURBATION, request.jobId().hashCode(), 2000),
                Messages.artifact(ArtifactKind.KERNEL, 77, 300),
                Messages.artifact(ArtifactKind.BLURRED_PICTURE, request.jobId().hashCode() + 1L, 500));
        List<Runnable> records = new ArrayList<>();
        records.add(() -> topics.write(request));
        records.add(() -> topics.write(Messages.success(campaignId, request.jobId(), artifacts)));
        artifacts.forEach(artifact -> records.add(() -> topics.write(request.jobId(), artifact)));
        return records;
    }

    private static void awaitSuccesses(String campaignId, int jobs) {
        Eventually.holds(() -> given().get("/api/v1/campaigns/{id}", campaignId)
                .then()
                .statusCode(200)
                .body("jobs", equalTo(jobs))
                .body("known", equalTo(jobs))
                .body("succeeded", equalTo(jobs))
                .body("failed", equalTo(0)));
    }

    private void awaitFence(String name) {
        Fence.await(name, topics, tables);
    }

    private static Map<String, String> withoutFences(Map<String, String> digests) {
        digests.remove("rejected_record");
        digests.remove("campaign");
        return digests;
    }

    private static String where(String column, String jobId) {
        return "SELECT " + column + " FROM job_result WHERE job_id = '" + jobId + "'";
    }

    private static String get(String path) {
        return given().get(path).then().statusCode(200).extract().asString();
    }

    private static byte[] bytes(String path) {
        return given().get(path).then().statusCode(200).extract().asByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
