package dev.shakedown.resultstore.download;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import blue.strategic.parquet.Hydrator;
import blue.strategic.parquet.HydratorSupplier;
import blue.strategic.parquet.ParquetReader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.Messages.Artifact;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people take away, read by other code than wrote it. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class DownloadComponentTest {

    private static final String ID = "taken";
    private static final int JOBS = 5;
    private static final int FAILED = 2;
    private static final int LENGTH = 3_000_001;
    private static boolean written;

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @Inject
    ResultDownload download;

    @Inject
    ObjectMapper json;

    @TestHTTPResource
    URI service;

    @TempDir
    Path directory;

    @BeforeEach
    void writeOnce() {
        if (written) {
            return;
        }
        topics.write(Messages.campaign(ID, JOBS));
        for (int ordinal = 0; ordinal < JOBS; ordinal++) {
            AttackRequest request = Messages.request(ID, ordinal);
            topics.write(request);
            if (ordinal == FAILED) {
                topics.write(Messages.failure(ID, request.jobId()));
            } else {
                topics.write(request.jobId(), perturbation(ordinal));
                topics.write(Messages.success(ID, request.jobId(), List.of(perturbation(ordinal))));
            }
        }
        Eventually.holds(() -> given().get("/api/v1/campaigns/" + ID)
                .then()
                .body("succeeded", equalTo(JOBS - 1))
                .body("failed", equalTo(1)));
        written = true;
    }

    @Test
    void everyFormatHasTheSameRowsAndColumns() throws IOException {
        List<JsonNode> lines = Stream.of(get("results.jsonl").asString().split("\n"))
                .map(this::tree)
                .toList();
        List<String> csv = List.of(get("results.csv").asString().split("\n"));
        List<Map<String, Object>> parquet = parquet(get("results.parquet").asByteArray());

        assertThat(lines).extracting(line -> line.get("ordinal").asInt()).containsExactly(0, 1, 2, 3, 4);
        assertThat(csv).hasSize(1 + JOBS);
        List<String> columns = List.of(csv.get(0).split(","));
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.fieldNames()).toIterable().isEqualTo(columns));
        for (int row = 0; row < JOBS; row++) {
            JsonNode line = lines.get(row);
            assertThat(parquet.get(row).get("job_id"))
                    .isEqualTo(line.get("job_id").asText());
            assertThat(parquet.get(row).get("ordinal")).isEqualTo((long) row);
            assertThat(parquet.get(row).get("state")).isEqualTo(row == FAILED ? "FAILED" : "SUCCEEDED");
            assertThat(parquet.get(row).get("clip")).isEqualTo(true);
            assertThat(parquet.get(row).get("clean_to_sharp_psnr"))
                    .isEqualTo(row == FAILED ? null : Double.POSITIVE_INFINITY);
            assertThat(parquet.get(row).get("attacked_to_sharp_ssim")).isEqualTo(row == FAILED ? null : 1.0 / 3.0);
            assertThat(line.get("clean_to_sharp_psnr").isNull()).isEqualTo(row == FAILED);
            assertThat(line.path("kernel").path("type").asText()).isEqualTo("camera-shake");
            assertThat(line.path("kernel_seed").asLong()).isEqualTo(3);
            assertThat(Instant.EPOCH.plus((long) parquet.get(row).get("started_at"), ChronoUnit.MICROS))
                    .isEqualTo(Instant.parse(line.get("started_at").asText()));
        }
        assertThat(csv.get(1)).contains(",0.3333333333333333,").contains("\"{\"\"seed\"\": 3");
    }

    @Test
    void jobsFarApartAreInADownloadOnceEach() {
        String id = "far-apart";
        List<Integer> ordinals = List.of(0, 999, 1000, 1999, 3500, 4000);
        topics.write(Messages.campaign(id, 4001));
        ordinals.forEach(ordinal -> topics.write(Messages.request(id, ordinal)));
        Eventually.holds(() -> given().get("/api/v1/campaigns/" + id).then().body("known", equalTo(ordinals.size())));

        assertThat(ordinals(id, "")).isEqualTo(ordinals);
        assertThat(ordinals(id, "?image=astronaut&network=wiener")).isEqualTo(ordinals);
        assertThat(ordinals(id, "?budget=5")).isEmpty();
        assertThat(ordinals(id, "?state=SUCCEEDED")).isEmpty();
    }

    @Test
    void everyFormatIsFilteredAndKeepsItsColumns() throws IOException {
        List<Map<String, Object>> parquet =
                parquet(filtered("results.parquet", "?state=FAILED").asByteArray());
        List<String> csv =
                List.of(filtered("results.csv", "?state=FAILED").asString().split("\n"));
        String none = filtered("results.csv", "?dataSet=none").asString();

        assertThat(ordinals(ID, "?state=SUCCEEDED")).containsExactly(0, 1, 3, 4);
        assertThat(parquet).extracting(row -> row.get("ordinal")).containsExactly((long) FAILED);
        assertThat(csv).hasSize(2);
        assertThat(none).isEqualTo(csv.get(0) + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "paper-table",
                "robustness-curve",
                "kernel-size-effect",
                "transfer-matrix",
                "worst-cases",
                "trust"
            })
    void everyViewIsAFileWithTheSameRows(String view) throws IOException {
        String rows = given().get("/api/v1/campaigns/" + ID + "/views/" + view).asString();

        List<String> csv = get("/views/", view + ".csv").asString().lines().toList();

        assertThat(csv).hasSize(1 + json.readTree(rows).size());
        assertThat(List.of(csv.get(0).split(",")))
                .containsExactlyElementsOf(() -> tree(rows).get(0).fieldNames());
    }

    @Test
    void thePapersTableIsATabular() {
        assertThat(get("/views/", "paper-table.tex").asString())
                .contains(
                        "\\begin{tabular}",
                        "wiener & untargeted, 250 steps, adam 0.001 & 4 & --\\,{\\scriptsize$(-4)$}")
                .endsWith("\\end{tabular}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"worst-cases.tex", "paper-table.xlsx", "nothing.csv"})
    void whatIsNoFileOfAViewIsRefused(String file) {
        given().get("/api/v1/campaigns/" + ID + "/views/" + file)
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:shakedown:problem:invalid-parameter"));
    }

    @Test
    void theArchiveHasEveryPerturbationBitForBit() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(
                new ByteArrayInputStream(get("perturbations.zip").asByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }

        assertThat(entries).hasSize(JOBS).containsKey("results.csv");
        for (int ordinal = 0; ordinal < JOBS; ordinal++) {
            String name = "perturbations/%06d-%s.npy".formatted(ordinal, Messages.jobId(ID, ordinal));
            if (ordinal == FAILED) {
                assertThat(entries).doesNotContainKey(name);
            } else {
                assertThat(entries.get(name)).isEqualTo(perturbation(ordinal).bytes());
            }
        }
    }

    @Test
    void anArchiveThatCannotBeFinishedBreaksOff() {
        String id = "breaks-off";
        topics.write(Messages.campaign(id, 2));
        for (int ordinal = 0; ordinal < 2; ordinal++) {
            AttackRequest request = Messages.request(id, ordinal);
            Artifact artifact = Messages.artifact(ArtifactKind.PERTURBATION, 500 + ordinal, 1_000_000);
            topics.write(request);
            topics.write(request.jobId(), artifact);
            topics.write(Messages.success(id, request.jobId(), List.of(artifact)));
        }
        Eventually.holds(() -> given().get("/api/v1/campaigns/" + id).then().body("succeeded", equalTo(2)));
        tables.execute("DELETE FROM blob WHERE sha256 = (SELECT sha256 FROM job_artifact WHERE job_id = '"
                + Messages.jobId(id, 1) + "')");
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/api/v1/campaigns/" + id + "/perturbations.zip"))
                .build();

        assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theHeadOfAFileTellsItsLength() {
        given().head(artifact()).then().statusCode(200).header("Content-Length", Integer.toString(LENGTH));
    }

    @Test
    void whoReadsAnArchiveSlowlyHoldsNoConnection() throws IOException {
        String reading = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                + " AND query LIKE '%substring(bytes%'";
        Set<String> held = new TreeSet<>();
        int every = LENGTH / 5;
        OutputStream slow = new OutputStream() {
            private long length;

            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) {
                if (length / every < (length + count) / every) {
                    held.add(tables.value(reading));
                }
                length += count;
            }
        };

        download.writePerturbations(ID, slow);

        assertThat(held).containsExactly("0");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=100-1199, 100, 1100",
        // Across the pieces that are read at a time.
        "bytes=1048570-2097160, 1048570, 1048591",
        "bytes=3000000-, 3000000, 1",
        "bytes=-5, 2999996, 5",
        "bytes=2999999-99999999, 2999999, 2",
        "bytes=-99999999, 0, 3000001",
    })
    void aPartOfAnArtifactIsThatPart(String range, int first, int length) {
        byte[] whole = perturbation(0).bytes();

        byte[] part = given().header("Range", range)
                .get(artifact())
                .then()
                .statusCode(206)
                .header("Content-Range", "bytes %d-%d/%d".formatted(first, first + length - 1, LENGTH))
                .header("Content-Length", Integer.toString(length))
                .extract()
                .asByteArray();

        assertThat(part).isEqualTo(Arrays.copyOfRange(whole, first, first + length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=5-2", "bytes=1-2,4-5", "lines=1-2", "bytes=x-", "bytes=-", "bytes"})
    void whatIsNoRangeIsOverlooked(String range) {
        byte[] whole = given().header("Range", range)
                .get(artifact())
                .then()
                .statusCode(200)
                .header("Accept-Ranges", "bytes")
                .extract()
                .asByteArray();

        assertThat(whole).isEqualTo(perturbation(0).bytes());
    }

    /** As arrays of perturbations are; what the tests above use is not to be compressed. */
    @Test
    void aCompressedArtifactComesBackBitForBitAndInParts() {
        byte[] bytes = new byte[LENGTH];
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < LENGTH / 4; i++) {
            words.putFloat(i % 3 == 0 ? i * 1e-9f : (i % 3 - 1.5f) * 8 / 255);
        }
        bytes[LENGTH - 1] = 5;
        Artifact artifact = new Artifact(ArtifactKind.PERTURBATION, bytes);
        AttackRequest request = Messages.request("compressed", 0);
        topics.write(Messages.campaign("compressed", 1));
        topics.write(request);
        topics.write(request.jobId(), artifact);
        topics.write(Messages.success("compressed", request.jobId(), List.of(artifact)));
        Eventually.holds(
                () -> given().get("/api/v1/campaigns/compressed").then().body("succeeded", equalTo(1)));
        String address = "/api/v1/jobs/" + request.jobId() + "/artifacts/perturbation";

        assertThat(tables.value("SELECT encoding || ' ' || (length(bytes) < length / 2) FROM blob WHERE sha256 = '"
                        + artifact.sha256() + "'"))
                .isEqualTo("transposed true");
        assertThat(given().get(address).then().statusCode(200).extract().asByteArray())
                .isEqualTo(bytes);
        assertThat(given().header("Range", "bytes=1048570-2097160")
                        .get(address)
                        .then()
                        .statusCode(206)
                        .extract()
                        .asByteArray())
                .isEqualTo(Arrays.copyOfRange(bytes, 1048570, 2097161));
    }

    @Test
    void aRangeBeyondTheEndIsAProblemThatTellsTheLength() {
        given().header("Range", "bytes=3000001-")
                .get(artifact())
                .then()
                .statusCode(416)
                .contentType("application/problem+json")
                .header("Content-Range", "bytes */3000001")
                .body("type", equalTo("urn:shakedown:problem:range-not-satisfiable"));
    }

    @Test
    void aClientThatHasTheBytesIsToldSo() {
        String tag = given().get(artifact()).then().statusCode(200).extract().header("ETag");

        given().header("If-None-Match", tag).get(artifact()).then().statusCode(304);
        given().header("Range", "bytes=0-0")
                .header("If-Range", tag)
                .get(artifact())
                .then()
                .statusCode(206);
        given().header("Range", "bytes=0-0")
                .header("If-Range", "\"other\"")
                .get(artifact())
                .then()
                .statusCode(200);
    }

    private static Artifact perturbation(int ordinal) {
        return Messages.artifact(ArtifactKind.PERTURBATION, 77 + ordinal, ordinal == 0 ? LENGTH : 5000);
    }

    private static String artifact() {
        return "/api/v1/jobs/" + Messages.jobId(ID, 0) + "/artifacts/perturbation";
    }

    private List<Integer> ordinals(String id, String query) {
        return given().get("/api/v1/campaigns/" + id + "/results.jsonl" + query)
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .map(line -> tree(line).get("ordinal").asInt())
                .toList();
    }

    private static Response get(String file) {
        return get("/", file);
    }

    private static Response filtered(String file, String query) {
        return get("/", file, query);
    }

    private static Response get(String folder, String file) {
        return get(folder, file, "");
    }

    private static Response get(String folder, String file, String query) {
        return given().get("/api/v1/campaigns/" + ID + folder + file + query)
                .then()
                .statusCode(200)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"%s\"".formatted(file.replace(".", "-" + ID + ".")))
                .extract()
                .response();
    }

    private JsonNode tree(String line) {
        try {
            return json.readTree(line);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Map<String, Object>> parquet(byte[] bytes) throws IOException {
        Path file = directory.resolve("results.parquet");
        Files.write(file, bytes);
        Hydrator<Map<String, Object>, Map<String, Object>> rows = new Hydrator<>() {
            @Override
            public Map<String, Object> start() {
                return new HashMap<>();
            }

            @Override
            public Map<String, Object> add(Map<String, Object> row, String column, Object value) {
                row.put(column, value);
                return row;
            }

            @Override
            public Map<String, Object> finish(Map<String, Object> row) {
                return row;
            }
        };
        try (Stream<Map<String, Object>> read =
                ParquetReader.streamContent(file.toFile(), HydratorSupplier.constantly(rows))) {
            return read.toList();
        }
    }
}
