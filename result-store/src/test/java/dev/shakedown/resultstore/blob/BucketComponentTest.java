package dev.shakedown.resultstore.blob;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.shakedown.contract.RecordPieces;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.Messages.Artifact;
import dev.shakedown.resultstore.fixture.ObjectStore;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import dev.shakedown.resultstore.retention.RetentionSweep;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Large files in a bucket, small ones in PostgreSQL. */
@EnabledIf(
        value = "dev.shakedown.resultstore.fixture.ObjectStore#isInstalled",
        disabledReason = "there is no moto_server in PATH: pip install 'moto[server]'")
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@QuarkusTestResource(value = ObjectStore.class, restrictToAnnotatedClass = true)
class BucketComponentTest {

    /** Of a perturbation of 256x256, as an NPY file. */
    private static final int PERTURBATION = 786_560;

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @Inject
    Database database;

    @Inject
    BlobRepository blobs;

    @Inject
    LooseObjectRepository loose;

    @Inject
    RetentionSweep sweep;

    @ConfigProperty(name = "test.object-store.port", defaultValue = "0")
    int port;

    @ConfigProperty(name = "test.object-store.pid", defaultValue = "0")
    long pid;

    private S3Client bucket;

    @BeforeEach
    void connect() {
        bucket = ObjectStore.client(port);
    }

    @AfterEach
    void disconnect() {
        bucket.close();
    }

    @Test
    void largeArtifactsAreObjectsAndComeBackBitForBit() throws Exception {
        Artifact delta = new Artifact(ArtifactKind.PERTURBATION, floats(1));
        Artifact blurred = Messages.artifact(ArtifactKind.BLURRED, 2, PERTURBATION);
        Artifact inPieces = Messages.artifact(ArtifactKind.CLEAN_OUTPUT, 3, 3 * RecordPieces.BYTES - 5);
        Artifact kernel = Messages.artifact(ArtifactKind.KERNEL, 4, 1_000);
        String job = store("objects", Retention.ALL, List.of(delta, blurred, inPieces, kernel));

        for (Artifact artifact : List.of(delta, blurred, inPieces, kernel)) {
            assertThat(download(job, artifact)).isEqualTo(artifact.bytes());
            assertThat(download(job, artifact, "bytes=700-1299"))
                    .isEqualTo(Arrays.copyOfRange(artifact.bytes(), 700, Math.min(1300, artifact.bytes().length)));
        }
        assertThat(download(job, inPieces, "bytes=1048570-2200000"))
                .isEqualTo(Arrays.copyOfRange(inPieces.bytes(), 1_048_570, 2_200_001));
        assertThat(download(job, delta, "bytes=-10"))
                .isEqualTo(Arrays.copyOfRange(delta.bytes(), PERTURBATION - 10, PERTURBATION));
        assertThat(keys()).contains(delta.sha256() + ".transposed", blurred.sha256(), inPieces.sha256());
        assertThat(place(delta)).isEqualTo("object " + delta.sha256() + ".transposed");
        assertThat(place(blurred)).isEqualTo("object " + blurred.sha256());
        assertThat(place(kernel)).isEqualTo("row");
        assertThat(tables.value("SELECT count(*) FROM loose_object")).isEqualTo("0");
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(
                given().get("/api/v1/campaigns/objects/perturbations.zip").asByteArray()))) {
            assertThat(zip.getNextEntry()).extracting(ZipEntry::getName).isEqualTo("results.csv");
            assertThat(zip.getNextEntry()).isNotNull();
            assertThat(zip.readAllBytes()).isEqualTo(delta.bytes());
        }
    }

    @Test
    void piecesThatDoNotFitIntoMemoryTogetherBecomeAnObject() {
        AttackRequest request = Messages.request("large-object", 0);
        Artifact delta = Messages.artifact(ArtifactKind.PERTURBATION, 5, 18 * RecordPieces.BYTES - 7);
        topics.write(Messages.campaign("large-object", 1));
        topics.write(request);
        topics.write(Messages.success("large-object", request.jobId(), List.of(delta)));

        for (int piece = 18; piece >= 1; piece--) {
            topics.writePiece(request.jobId(), delta, RecordPieces.BYTES, piece);
        }

        awaitSucceeded("large-object");
        assertThat(place(delta)).isEqualTo("object " + delta.sha256());
        assertThat(download(request.jobId(), delta)).isEqualTo(delta.bytes());
        assertThat(tables.value("SELECT count(*) FROM blob_piece WHERE sha256 = '" + delta.sha256() + "'"))
                .isEqualTo("0");
    }

    @Test
    void uploadsAreObjectsWhereTheyAreLarge() {
        Artifact photograph = Messages.artifact(ArtifactKind.BLURRED_PICTURE, 6, 3_000_000);
        Artifact icon = Messages.artifact(ArtifactKind.BLURRED_PICTURE, 7, 16 * 1024);

        upload(photograph).statusCode(201);
        upload(photograph).statusCode(200);
        upload(icon).statusCode(201);

        assertThat(place(photograph)).isEqualTo("object " + photograph.sha256());
        assertThat(place(icon)).isEqualTo("row");
        for (Artifact file : List.of(photograph, icon)) {
            assertThat(given().get("/api/v1/blobs/" + file.sha256()).asByteArray())
                    .isEqualTo(file.bytes());
        }
    }

    @Test
    void theObjectOfADeletedRowIsDeleted() {
        Artifact kept = Messages.artifact(ArtifactKind.PERTURBATION, 8, PERTURBATION);
        Artifact letGo = Messages.artifact(ArtifactKind.ATTACKED_OUTPUT_PICTURE, 9, 100_000);
        store("retention", Retention.PERTURBATIONS, List.of(kept, letGo));
        Artifact forgotten = Messages.artifact(ArtifactKind.BLURRED_PICTURE, 10, 100_000);
        upload(forgotten).statusCode(201);
        assertThat(keys()).contains(kept.sha256(), letGo.sha256(), forgotten.sha256());

        tables.execute("UPDATE blob SET used_at = used_at - interval '25 hours'");
        sweep.sweep();

        assertThat(keys()).contains(kept.sha256()).doesNotContain(letGo.sha256(), forgotten.sha256());
        assertThat(place(letGo)).isNull();
        upload(letGo).statusCode(201);
        assertThat(given().get("/api/v1/blobs/" + letGo.sha256()).asByteArray()).isEqualTo(letGo.bytes());
    }

    @Test
    void anObjectWhoseRowWasNotCommittedIsDeletedLaterUnlessItIsStoredAgain() throws Exception {
        Artifact lost = Messages.artifact(ArtifactKind.PERTURBATION, 11, PERTURBATION);
        Artifact redelivered = Messages.artifact(ArtifactKind.PERTURBATION, 12, PERTURBATION);
        for (Artifact artifact : List.of(lost, redelivered)) {
            assertThatThrownBy(() -> database.transaction(connection -> {
                        blobs.insertAll(connection, List.of(blob(artifact)));
                        throw new SQLException("killed");
                    }))
                    .hasMessage("killed");
        }
        sweep.sweep();
        assertThat(keys()).contains(lost.sha256(), redelivered.sha256());
        assertThat(place(lost)).isNull();

        List<String> stored =
                database.transaction(connection -> blobs.insertAll(connection, List.of(blob(redelivered))));
        assertThat(stored).containsExactly(redelivered.sha256());
        tables.execute("UPDATE loose_object SET due = now()");
        sweep.sweep();

        assertThat(keys()).contains(redelivered.sha256()).doesNotContain(lost.sha256());
        assertThat(tables.value("SELECT count(*) FROM loose_object")).isEqualTo("0");
        assertThat(given().get("/api/v1/blobs/" + redelivered.sha256()).asByteArray())
                .isEqualTo(redelivered.bytes());
    }

    @Test
    void aRowIsNotCommittedOnceItsObjectMayHaveBeenDeleted() {
        Artifact slow = Messages.artifact(ArtifactKind.PERTURBATION, 13, PERTURBATION);

        assertThatThrownBy(() -> database.transaction(connection -> {
                    loose.settle(connection, List.of(slow.sha256()));
                    return 0;
                }))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("put again");
    }

    @Test
    void anObjectThatIsDamagedOrMissingIsAnErrorThatNamesIt() {
        Artifact changed = Messages.artifact(ArtifactKind.BLURRED_PICTURE, 14, 100_000);
        Artifact cut = Messages.artifact(ArtifactKind.BLURRED_PICTURE, 15, 100_000);
        Artifact missing = Messages.artifact(ArtifactKind.BLURRED_PICTURE, 16, 100_000);
        for (Artifact file : List.of(changed, cut, missing)) {
            upload(file).statusCode(201);
        }
        byte[] other = changed.bytes().clone();
        other[50_000] ^= 1;
        put(changed.sha256(), other);
        put(cut.sha256(), Arrays.copyOf(cut.bytes(), 99_000));
        bucket.deleteObject(object -> object.bucket(ObjectStore.BUCKET).key(missing.sha256()));

        problem(changed, 500, "have the SHA-256 " + Sha256.of(other).hex());
        problem(cut, 500, "ends 1000 bytes early");
        problem(missing, 500, "has no object");
    }

    @Test
    void nothingIsLostWhileTheBucketIsAway() throws Exception {
        Artifact before = Messages.artifact(ArtifactKind.BLURRED_PICTURE, 17, 100_000);
        Artifact delta = Messages.artifact(ArtifactKind.PERTURBATION, 18, PERTURBATION);
        AttackRequest request = Messages.request("bucket-outage", 0);
        upload(before).statusCode(201);
        Eventually.holds(() -> given().get("/q/health/ready").then().statusCode(200));

        signal("STOP");
        given().get("/api/v1/blobs/" + before.sha256()).then().statusCode(503);
        signal("CONT");
        Eventually.holds(
                () -> given().get("/api/v1/blobs/" + before.sha256()).then().statusCode(200));

        ObjectStore.kill(pid);
        topics.write(Messages.campaign("bucket-outage", 1));
        topics.write(request);
        topics.write(request.jobId(), delta);
        topics.write(Messages.success("bucket-outage", request.jobId(), List.of(delta)));

        Eventually.holds(() -> given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.find { it.name == 'bucket' }.status", equalTo("DOWN"))
                .body("checks.find { it.name == 'ingest' }.data.waitsFor", containsString("The bucket artifacts")));
        given().get("/q/health/live").then().statusCode(200);
        given().get("/api/v1/campaigns/bucket-outage").then().statusCode(200).body("succeeded", equalTo(0));
        given().get("/api/v1/blobs/" + before.sha256())
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:shakedown:problem:unavailable"));
        upload(Messages.artifact(ArtifactKind.BLURRED_PICTURE, 19, 100_000)).statusCode(503);

        // Empty, and there for the tests that follow.
        ObjectStore.start(port);

        awaitSucceeded("bucket-outage");
        assertThat(download(request.jobId(), delta)).isEqualTo(delta.bytes());
        Eventually.holds(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    private void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private String store(String campaign, Retention retention, List<Artifact> artifacts) {
        AttackRequest request = Messages.request(campaign, 0);
        topics.write(Messages.campaign(campaign, 1, retention));
        topics.write(request);
        artifacts.forEach(artifact -> topics.write(request.jobId(), artifact));
        topics.write(Messages.success(campaign, request.jobId(), artifacts));
        awaitSucceeded(campaign);
        return request.jobId();
    }

    private static void awaitSucceeded(String campaign) {
        Eventually.holds(
                () -> given().get("/api/v1/campaigns/" + campaign).then().body("succeeded", equalTo(1)));
    }

    private static ValidatableResponse upload(Artifact file) {
        return given().contentType("image/png")
                .body(file.bytes())
                .put("/api/v1/blobs/" + file.sha256())
                .then();
    }

    private static byte[] download(String job, Artifact artifact) {
        return given().get(
                        "/api/v1/jobs/{id}/artifacts/{kind}",
                        job,
                        artifact.kind().wireName())
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    private static byte[] download(String job, Artifact artifact, String range) {
        return given().header("Range", range)
                .get("/api/v1/jobs/{id}/artifacts/{kind}", job, artifact.kind().wireName())
                .then()
                .statusCode(206)
                .extract()
                .asByteArray();
    }

    private static void problem(Artifact file, int status, String detail) {
        given().get("/api/v1/blobs/" + file.sha256())
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("detail", containsString(file.sha256()))
                .body("detail", containsString(detail));
    }

    private void put(String key, byte[] bytes) {
        bucket.putObject(object -> object.bucket(ObjectStore.BUCKET).key(key), RequestBody.fromBytes(bytes));
    }

    private Set<String> keys() {
        return bucket.listObjectsV2Paginator(list -> list.bucket(ObjectStore.BUCKET)).contents().stream()
                .map(S3Object::key)
                .collect(Collectors.toSet());
    }

    private String place(Artifact artifact) {
        return tables.value("SELECT CASE WHEN bytes IS NULL THEN 'object ' || object ELSE 'row' END FROM blob WHERE"
                + " sha256 = '" + artifact.sha256() + "'");
    }

    private static NewBlob blob(Artifact artifact) {
        return NewBlob.of(Sha256.of(artifact.bytes()), artifact.mediaType(), Content.of(artifact.bytes()), null);
    }

    /** Signs of a budget, which compress. */
    private static byte[] floats(long seed) {
        Random random = new Random(seed);
        ByteBuffer floats = ByteBuffer.allocate(PERTURBATION);
        while (floats.hasRemaining()) {
            floats.putFloat(random.nextBoolean() ? 4 / 255f : -4 / 255f);
        }
        return floats.array();
    }
}
