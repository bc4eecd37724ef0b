package dev.shakedown.resultstore.retention;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.resultstore.blob.BlobPieceRepository;
import dev.shakedown.resultstore.blob.LooseObjectRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.Messages.Artifact;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class RetentionComponentTest {

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @Inject
    Database database;

    @Inject
    RetentionRepository retention;

    @Inject
    RetentionSweep sweep;

    @Inject
    BlobPieceRepository pieces;

    @Inject
    LooseObjectRepository objects;

    @Inject
    RetentionConfig config;

    @Inject
    MeterRegistry meters;

    @Test
    void aCampaignKeepsWhatItsRetentionSaysAndAllOfItsNumbers() {
        store("keeps-all", 1, Retention.ALL);
        store("keeps-arrays", 2, Retention.PERTURBATIONS);
        store("keeps-nothing", 3, Retention.METRICS);

        age("2 hours");
        sweep.sweep();

        assertThat(served("keeps-all")).containsExactly(ArtifactKind.values());
        assertThat(served("keeps-arrays"))
                .containsExactlyInAnyOrder(
                        ArtifactKind.PERTURBATION,
                        ArtifactKind.BLURRED,
                        ArtifactKind.KERNEL,
                        ArtifactKind.TOLD_KERNEL,
                        ArtifactKind.CLEAN_OUTPUT,
                        ArtifactKind.ATTACKED_OUTPUT);
        assertThat(served("keeps-nothing")).isEmpty();
        for (String id : List.of("keeps-all", "keeps-arrays", "keeps-nothing")) {
            given().get("/api/v1/campaigns/" + id + "/results")
                    .then()
                    .statusCode(200)
                    .body("results[0].result.outcome.evaluation.attackedToSharp.psnr", equalTo(11.25f));
            given().get("/api/v1/campaigns/" + id + "/perturbations.zip").then().statusCode(200);
        }
    }

    @Test
    void nothingGoesBeforeItsTime() {
        store("young", 4, Retention.METRICS);

        sweep.sweep();

        assertThat(served("young")).containsExactly(ArtifactKind.values());
    }

    @Test
    void whatOneCampaignDoesNotKeepStaysForAnother() {
        AttackRequest shared = Messages.request("frugal", 0, Messages.jobId("frugal", 0), "astronaut");
        topics.write(Messages.campaign("generous", 1));
        topics.write(Messages.request("generous", 0, shared.jobId(), "astronaut"));
        Eventually.holds(
                () -> assertThat(tables.value("SELECT count(*) FROM campaign_job WHERE campaign_id = 'generous'"))
                        .isEqualTo("1"));
        store("frugal", 5, Retention.METRICS);

        age("2 hours");
        sweep.sweep();

        assertThat(served("frugal")).containsExactly(ArtifactKind.values());
    }

    @Test
    void bytesThatTwoJobsShareStayForTheOneThatKeepsThem() {
        store("shares-kept", 6, Retention.ALL);
        store("shares-not", 6, Retention.METRICS);

        age("2 hours");
        sweep.sweep();

        assertThat(served("shares-kept")).containsExactly(ArtifactKind.values());
    }

    @Test
    void aJobWhoseArtifactsAreStillOnTheirWayTakesNoPlaceInTheSweep() {
        AttackRequest request = Messages.request("on-its-way", 0);
        topics.write(Messages.campaign("on-its-way", 1, Retention.METRICS));
        topics.write(request);
        Artifact missing = Messages.artifact(ArtifactKind.PERTURBATION, 900, 400);
        topics.write(Messages.success("on-its-way", request.jobId(), List.of(missing)));
        String arrived = "SELECT count(*) FROM job_artifact WHERE job_id = '" + request.jobId() + "'";
        Eventually.holds(() -> assertThat(tables.value(arrived)).isEqualTo("1"));

        List<String> stillKept = database.query(connection -> retention.stillKept(connection, 1000));

        assertThat(stillKept).doesNotContain(request.jobId());
    }

    @Test
    void anUploadThatNobodyNamesGoesAfterADayUnlessSomebodyAsksForIt() {
        String forgotten = upload(7);
        String asked = upload(8);
        age("25 hours");

        given().get("/api/v1/blobs/" + asked + "/description").then().statusCode(200);
        sweep.sweep();

        given().get("/api/v1/blobs/" + forgotten).then().statusCode(404);
        given().get("/api/v1/blobs/" + asked).then().statusCode(200);
    }

    @Test
    void aServiceThatDoesNotIngestDeletesNothing() {
        String forgotten = upload(10);
        age("25 hours");

        new RetentionSweep(database, retention, pieces, objects, config, false, meters).sweep();

        given().get("/api/v1/blobs/" + forgotten).then().statusCode(200);
    }

    /** A campaign of one job with an artifact of every kind; equal seeds mean equal bytes. */
    private void store(String id, int seed, Retention retention) {
        AttackRequest request = Messages.request(id, 0);
        List<Artifact> artifacts = Arrays.stream(ArtifactKind.values())
                .map(kind -> Messages.artifact(kind, seed * 100L + kind.ordinal(), 400))
                .toList();
        topics.write(Messages.campaign(id, 1, retention));
        topics.write(request);
        artifacts.forEach(artifact -> topics.write(request.jobId(), artifact));
        topics.write(Messages.success(id, request.jobId(), artifacts));
        Eventually.holds(() -> given().get("/api/v1/campaigns/" + id).then().body("succeeded", equalTo(1)));
    }

    private static String upload(long seed) {
        Artifact file = Messages.artifact(ArtifactKind.BLURRED_PICTURE, seed, 300);
        given().contentType("image/png")
                .body(file.bytes())
                .put("/api/v1/blobs/" + file.sha256())
                .then()
                .statusCode(201);
        return file.sha256();
    }

    private void age(String interval) {
        tables.execute("UPDATE blob SET used_at = used_at - interval '" + interval + "'");
    }

    private static List<ArtifactKind> served(String campaignId) {
        return Arrays.stream(ArtifactKind.values())
                .filter(kind ->
                        given().get("/api/v1/jobs/" + Messages.jobId(campaignId, 0) + "/artifacts/" + kind.wireName())
                                        .statusCode()
                                == 200)
                .toList();
    }
}
