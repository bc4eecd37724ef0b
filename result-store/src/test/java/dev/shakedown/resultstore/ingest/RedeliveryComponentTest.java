package dev.shakedown.resultstore.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.RecordPieces;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.CampaignControl.State;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.Delivery;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.Messages.Artifact;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rounds, lanes, links, retries and what was asked of campaigns. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class RedeliveryComponentTest {

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @Inject
    ObjectMapper json;

    @Test
    void aJobIsKnownFromWhicheverLaneOrLinkItCame() {
        String id = "lanes";
        topics.write(Messages.campaign(id, 4));
        topics.write(Topics.REQUESTS, Messages.request(id, 0));
        topics.write(Topics.URGENT_REQUESTS, Messages.request(id, 1));
        topics.write(Topics.LINKS, Messages.request(id, 2, Messages.jobId(id, 0), "linked"));
        topics.write(Topics.RESUMED_REQUESTS, Messages.request(id, 3));
        topics.write(Messages.failure(id, Messages.jobId(id, 0)));

        awaitCounts(id, 3, 0, 2);
    }

    @Test
    void theNewestRoundOfACampaignStays() throws Exception {
        String id = "rounds";
        SubmittedCampaign third = Messages.campaign(id, 1).in(new Round(2, true));
        topics.write(Messages.campaign(id, 1));
        topics.write(third);
        topics.write(Messages.campaign(id, 1).in(new Round(1, false)));
        fence("rounds-fence");

        assertThat(tables.value("SELECT round FROM campaign WHERE id = '" + id + "'"))
                .isEqualTo("2");
        assertThat(json.readValue(
                        given().get("/api/v1/campaigns/{id}/document", id).asString(), SubmittedCampaign.class))
                .isEqualTo(third);
    }

    @Test
    void whatWasAskedLastOfACampaignStays() {
        String id = "control";
        topics.write(control(id, State.PAUSED, 0, 1));
        topics.write(control(id, State.CANCELLED, 1, 3));
        topics.write(control(id, State.ACTIVE, 0, 2));
        fence("control-fence");

        Eventually.holds(() -> assertThat(tables.value(
                        "SELECT state || abandoned FROM campaign_control WHERE campaign_id = '" + id + "'"))
                .isEqualTo("CANCELLED1"));
    }

    @Test
    void aFailureThatIsAskedForAgainIsPendingUntilTheRetryEnds() {
        String id = "retried";
        AttackRequest request = Messages.request(id, 0);
        AttackResult failure = Messages.failure(id, request.jobId());
        topics.write(Messages.campaign(id, 1));
        topics.write(request);
        topics.write(failure);
        awaitCounts(id, 1, 0, 1);

        topics.write(request.delivered(new Delivery(1, 1)));
        awaitCounts(id, 1, 0, 0);
        assertThat(state(request)).isEqualTo("PENDING");

        topics.write(failure);
        topics.write(Messages.ofRetry(failure, 1));
        awaitCounts(id, 1, 0, 1);
        assertThat(state(request)).isEqualTo("FAILED");

        Artifact delta = Messages.artifact(ArtifactKind.PERTURBATION, 31, 100);
        topics.write(request.delivered(new Delivery(2, 2)));
        topics.write(Messages.ofRetry(Messages.success(id, request.jobId(), List.of(delta)), 2));
        awaitCounts(id, 1, 0, 0);
        topics.write(request.jobId(), delta);
        awaitCounts(id, 1, 1, 0);

        topics.write(Messages.ofRetry(failure, 9));
        topics.write(request.delivered(new Delivery(9, 9)));
        fence("retried-fence");
        awaitCounts(id, 1, 1, 0);
        assertThat(tables.value("SELECT count(*) FROM evaluation WHERE job_id = '" + request.jobId() + "'"))
                .isEqualTo("1");
        given().get("/api/v1/jobs/{id}/artifacts/perturbation", request.jobId())
                .then()
                .statusCode(200);
    }

    @Test
    void anArtifactInPiecesIsWholeWhateverOrderTheyComeInAndHoweverOften() {
        String id = "pieces";
        AttackRequest request = Messages.request(id, 0);
        Artifact delta = Messages.artifact(ArtifactKind.PERTURBATION, 41, 4_500);
        topics.write(Messages.campaign(id, 1));
        topics.write(request);
        topics.write(Messages.success(id, request.jobId(), List.of(delta)));
        topics.writePiece(request.jobId(), delta, 1_000, 4);
        topics.writePiece(request.jobId(), delta, 1_000, 1);
        topics.writePiece(request.jobId(), delta, 1_000, 1);
        Eventually.holds(() -> assertThat(pieces(delta)).isEqualTo("2"));
        awaitCounts(id, 1, 0, 0);

        for (int piece : new int[] {5, 2, 3}) {
            topics.writePiece(request.jobId(), delta, 1_000, piece);
        }

        awaitCounts(id, 1, 1, 0);
        assertThat(pieces(delta)).isEqualTo("0");
        assertThat(stored(request)).isEqualTo(delta.bytes());
        Map<String, String> before = tables.digests();
        for (int piece : new int[] {1, 2, 3, 4, 5, 2, 5}) {
            topics.writePiece(request.jobId(), delta, 1_000, piece);
        }
        fence("pieces-fence");
        Map<String, String> after = tables.digests();
        // The fence's own records.
        before.remove("rejected_record");
        after.remove("rejected_record");
        assertThat(after).isEqualTo(before);
        assertThat(pieces(delta)).isEqualTo("0");
    }

    @Test
    void anArtifactOfManyMegabytesIsPutTogetherByTheDatabase() {
        String id = "large-pieces";
        AttackRequest request = Messages.request(id, 0);
        Artifact delta = Messages.artifact(ArtifactKind.PERTURBATION, 42, 18 * RecordPieces.BYTES - 7);
        topics.write(Messages.campaign(id, 1));
        topics.write(request);
        topics.write(Messages.success(id, request.jobId(), List.of(delta)));

        for (int piece = 1; piece <= 18; piece++) {
            topics.writePiece(request.jobId(), delta, RecordPieces.BYTES, piece);
        }

        awaitCounts(id, 1, 1, 0);
        assertThat(stored(request)).isEqualTo(delta.bytes());
        assertThat(pieces(delta)).isEqualTo("0");
    }

    @Test
    void piecesWhoseDigestIsWrongAreNeverServed() {
        String id = "damaged-pieces";
        AttackRequest request = Messages.request(id, 0);
        Artifact promised = Messages.artifact(ArtifactKind.PERTURBATION, 43, 3_000);
        Artifact damaged = Messages.artifact(ArtifactKind.PERTURBATION, 44, 3_000);
        topics.write(Messages.campaign(id, 1));
        topics.write(request);
        topics.write(Messages.success(id, request.jobId(), List.of(promised)));
        topics.writePiece(request.jobId(), damaged, promised.sha256(), 1_000, 1);
        Eventually.holds(() -> assertThat(pieces(promised)).isEqualTo("1"));
        topics.writePiece(request.jobId(), damaged, promised.sha256(), 1_000, 2);
        topics.writePiece(request.jobId(), damaged, promised.sha256(), 1_000, 3);
        fence("damaged-pieces-fence");
        Eventually.holds(() -> assertThat(pieces(promised)).isEqualTo("0"));
        awaitCounts(id, 1, 0, 0);

        topics.write(request.jobId(), promised);

        awaitCounts(id, 1, 1, 0);
        assertThat(stored(request)).isEqualTo(promised.bytes());
    }

    @Test
    void aResultThatItsTopicDoesNotTakeEndsTheJobFromTheDeadLetters() {
        String id = "refused";
        AttackRequest request = Messages.request(id, 0);
        topics.write(Messages.campaign(id, 1));
        topics.write(request);

        topics.writeToDeadLetters(Messages.failure(id, request.jobId()));

        awaitCounts(id, 1, 0, 1);
        assertThat(state(request)).isEqualTo("FAILED");
    }

    @Test
    void whateverOrderRecordsComeInAndHoweverOftenTheRowsAreTheSame() {
        String id = "every-order";
        int jobs = 9;
        List<Runnable> records = records(id, jobs);
        Collections.shuffle(records, new Random(3));
        records.forEach(Runnable::run);
        awaitCounts(id, jobs, 6, 3);
        fence("every-order-fence-1");
        Map<String, String> before = tables.digests();

        for (int again = 0; again < 3; again++) {
            Collections.shuffle(records, new Random(again));
            records.forEach(Runnable::run);
        }
        fence("every-order-fence-2");

        Map<String, String> after = tables.digests();
        for (String digests : List.of("rejected_record", "campaign")) {
            before.remove(digests);
            after.remove(digests);
        }
        assertThat(after).isEqualTo(before);
        awaitCounts(id, jobs, 6, 3);
        String counted = "SELECT (known, succeeded, failed)::text FROM ";
        assertThat(tables.value(counted + "campaign_count WHERE campaign_id = '" + id + "'"))
                .isEqualTo(tables.value(counted + "counts_of('" + id + "')"));
        assertThat(tables.value("SELECT count(*) FROM dead_letter WHERE campaign_id = '" + id + "'"))
                .isEqualTo("3");
    }

    /** A third of the jobs fails twice, a third fails once and then succeeds, a third succeeds. */
    private List<Runnable> records(String id, int jobs) {
        List<Runnable> records = new ArrayList<>();
        records.add(() -> topics.write(Messages.campaign(id, jobs)));
        records.add(() -> topics.write(Messages.campaign(id, jobs).in(new Round(1, true))));
        records.add(() -> topics.write(control(id, State.PAUSED, 0, 1)));
        records.add(() -> topics.write(control(id, State.ACTIVE, 0, 2)));
        for (int ordinal = 0; ordinal < jobs; ordinal++) {
            AttackRequest request = Messages.request(id, ordinal);
            AttackResult failure = Messages.failure(id, request.jobId());
            Artifact delta = Messages.artifact(ArtifactKind.PERTURBATION, ordinal, 100);
            AttackResult success = Messages.success(id, request.jobId(), List.of(delta));
            long offset = ordinal;
            records.add(() -> topics.write(request));
            if (ordinal % 3 < 2) {
                records.add(() -> topics.write(failure));
                records.add(() -> topics.write(Topics.LINKS, request.delivered(new Delivery(1, 1))));
            }
            if (ordinal % 3 == 0) {
                records.add(() -> topics.write(Messages.ofRetry(failure, 1)));
                records.add(() -> topics.write(Messages.deadLetter(id, request.jobId(), offset)));
            } else {
                AttackResult last = Messages.ofRetry(success, ordinal % 3 == 1 ? 1 : 0);
                records.add(() -> topics.write(last));
                records.add(() -> topics.write(request.jobId(), delta));
                records.add(() -> topics.write(last, List.of(delta)));
            }
        }
        return records;
    }

    private static CampaignControl control(String id, State state, int abandoned, int seconds) {
        return new CampaignControl(
                CampaignControl.SCHEMA, id, state, abandoned, Messages.SUBMITTED.plusSeconds(seconds));
    }

    private String pieces(Artifact artifact) {
        return tables.value("SELECT count(*) FROM blob_piece WHERE sha256 = '" + artifact.sha256() + "'");
    }

    private static byte[] stored(AttackRequest request) {
        return given().get("/api/v1/jobs/{id}/artifacts/perturbation", request.jobId())
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    private String state(AttackRequest request) {
        return tables.value("SELECT state FROM job_result WHERE job_id = '" + request.jobId() + "'");
    }

    private void fence(String name) {
        Fence.await(name, topics, tables);
    }

    private static void awaitCounts(String campaignId, int known, int succeeded, int failed) {
        Eventually.holds(() -> given().get("/api/v1/campaigns/{id}", campaignId)
                .then()
                .statusCode(200)
                .body("known", equalTo(known))
                .body("succeeded", equalTo(succeeded))
                .body("failed", equalTo(failed)));
    }
}
