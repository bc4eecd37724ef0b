package dev.shakedown.resultstore.bundle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.client.WireFormat;
import dev.shakedown.client.bundle.BundleKey;
import dev.shakedown.client.bundle.BundleReader;
import dev.shakedown.client.bundle.BundleWriter;
import dev.shakedown.contract.Sha256;
import dev.shakedown.resultstore.campaign.CampaignRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import dev.shakedown.resultstore.job.EvaluationRepository;
import dev.shakedown.resultstore.job.JobRepository;
import dev.shakedown.resultstore.job.ResultRepository;
import dev.shakedown.resultstore.measurement.CampaignViewRepository;
import dev.shakedown.resultstore.measurement.CampaignViewRepository.CampaignView;
import dev.shakedown.resultstore.measurement.MeasuredCampaign;
import dev.shakedown.resultstore.measurement.MeasurementRepository;
import dev.shakedown.stack.embedded.EmbeddedDatabase;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles as they are imported, and files that only look like them. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class BundleComponentTest {

    private static final String INVALID = "urn:shakedown:problem:invalid-bundle";

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @Inject
    CampaignRepository campaigns;

    @Inject
    JobRepository jobs;

    @Inject
    ResultRepository results;

    @Inject
    EvaluationRepository evaluations;

    @Inject
    MeasurementRepository measurements;

    @Inject
    CampaignViewRepository views;

    @TempDir
    Path folder;

    @BeforeEach
    void writeOnce() {
        MeasuredCampaign.storedOnce(topics);
    }

    @Test
    void figuresAreThoseOfTheCampaignAndNoRowOfAnotherTableChanges() throws IOException {
        Path bundle = written("own", null);
        String id = Sha256.of(bundle).hex();
        Map<String, String> before = ownTables();
        String listed = given().get("/api/v1/campaigns").asString();

        Response imported = put(bundle);

        assertThat(imported.statusCode()).isEqualTo(201);
        assertThat(imported.<String>path("name")).isEqualTo("demo-measured");
        assertThat(imported.<String>path("campaign")).isEqualTo(MeasuredCampaign.ID);
        assertThat(imported.<Integer>path("jobs")).isEqualTo(48);
        assertThat(imported.<Integer>path("succeeded") + imported.<Integer>path("failed"))
                .isEqualTo(48);
        assertThat(imported.<Boolean>path("signed")).isFalse();
        for (CampaignView view : BundleFigures.VIEWS) {
            JsonNode own = view("campaigns/" + MeasuredCampaign.ID, view);
            assertSame(view("bundles/" + id, view), own, view.word());
            assertThat(own).as(view.word()).isNotEmpty();
        }
        for (String compared : List.of(
                "paper_table own JOIN imported_paper_table imported USING (network, objective, attack, budget)"
                        + " WHERE abs(own.attacked_to_source_psnr - imported.attacked_to_source_psnr) < 1e-9"
                        + " AND own.data_set IS NOT DISTINCT FROM imported.data_set",
                "trust own JOIN imported_trust imported USING (network, objective, attack, budget)"
                        + " WHERE (own.verdict, own.codes, own.reasons) = (imported.verdict, imported.codes, imported.reasons)")) {
            String own = compared.substring(0, compared.indexOf(' '));
            assertThat(tables.value("SELECT count(*) FROM %s AND own.campaign_id = '%s' AND imported.campaign_id = '%s'"
                            .formatted(compared, MeasuredCampaign.ID, id)))
                    .as(own)
                    .isEqualTo(tables.value(
                            "SELECT count(*) FROM imported_%s WHERE campaign_id = '%s'".formatted(own, id)))
                    .isEqualTo(tables.value(
                            "SELECT count(*) FROM %s WHERE campaign_id = '%s'".formatted(own, MeasuredCampaign.ID)))
                    .isNotEqualTo("0");
        }
        assertThat(given().get("/api/v1/bundles/" + id + "/document").asString())
                .isEqualTo(given().get("/api/v1/campaigns/measured/document").asString());
        assertThat(ownTables()).isEqualTo(before);
        assertThat(given().get("/api/v1/campaigns").asString()).isEqualTo(listed);
        assertThat(given().get("/api/v1/campaigns/" + id).statusCode()).isEqualTo(404);
        assertThat(given().get("/api/v1/jobs/" + id + ":0").statusCode()).isEqualTo(404);
    }

    @Test
    void anotherDatabaseGivesTheSameFigures() throws IOException {
        Path bundle = written("abroad", null);
        JsonNode own = view("campaigns/" + MeasuredCampaign.ID, CampaignView.PAPER_TABLE);
        JsonNode verdicts = view("campaigns/" + MeasuredCampaign.ID, CampaignView.TRUST);

        try (EmbeddedDatabase other = EmbeddedDatabase.start(new EmbeddedDatabase.Options(folder.resolve("other")));
                AgroalDataSource connections = connections(other);
                BundleReader reader = BundleReader.open(bundle)) {
            Flyway.configure()
                    .dataSource(connections)
                    .locations("db/migration")
                    .load()
                    .migrate();
            Database database = new Database(connections);
            BundleFigures.Figures figures = new BundleFigures(
                            database, campaigns, jobs, results, evaluations, measurements, views)
                    .of(reader, "f".repeat(64));

            assertSame(withoutId(figures.views().get("paper-table")), own, "paper-table");
            assertSame(withoutId(figures.views().get("trust")), verdicts, "trust");
            assertThat(database.<Integer>query(
                            connection -> views.view(connection, CampaignView.PAPER_TABLE, "f".repeat(64))
                                    .rows()
                                    .size()))
                    .isZero();
        }
    }

    @Test
    void importedTwiceItIsThereOnceAndRemovedItIsGone() throws IOException {
        Path bundle = written("twice", null);
        String id = Sha256.of(bundle).hex();

        Response first = put(bundle);
        Response second = put(bundle);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(listed(id)).isEqualTo(1);
        assertThat(given().get("/api/v1/blobs/" + id).asByteArray()).isEqualTo(Files.readAllBytes(bundle));
        tables.execute("UPDATE blob SET used_at = now() - interval '2 days' WHERE sha256 = '" + id + "'");
        String orphan = "SELECT count(*) FROM orphan_blobs('1 day') WHERE sha256 = '" + id + "'";
        assertThat(tables.value(orphan)).isEqualTo("0");

        assertThat(given().delete("/api/v1/bundles/" + id).statusCode()).isEqualTo(204);

        assertThat(listed(id)).isZero();
        assertThat(tables.value(orphan)).isEqualTo("1");
        for (String path : List.of("", "/document", "/views/paper-table")) {
            assertThat(given().get("/api/v1/bundles/" + id + path).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(given().delete("/api/v1/bundles/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void aSignatureIsCheckedWithTheKeyThatIsGiven() throws IOException, NoSuchAlgorithmException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("Ed25519");
        KeyPair author = keys.generateKeyPair();
        KeyPair other = keys.generateKeyPair();
        Path bundle = written("signed", author);
        Path unsigned = written("plain", null);

        Response unchecked = put(bundle);
        Response foreign = put(bundle, other);
        Response none = put(unsigned, author);
        Response checked = put(bundle, author);
        Response laterUnchecked = put(bundle);

        assertThat(unchecked.<Boolean>path("signed")).isTrue();
        assertThat(unchecked.<String>path("signer")).isNull();
        assertThat(foreign.statusCode()).isEqualTo(422);
        assertThat(foreign.<String>path("detail")).contains(BundleKey.fingerprint(other.getPublic()), "another key");
        assertThat(none.<String>path("detail")).contains("is not signed");
        assertThat(checked.<String>path("signer"))
                .isEqualTo(BundleKey.fingerprint(author.getPublic()))
                .isEqualTo(Sha256.hex(author.getPublic().getEncoded()));
        assertThat(laterUnchecked.asString()).isEqualTo(checked.asString());
        assertThat(given().queryParam("public-key", "nonsense")
                        .contentType("application/zip")
                        .body(Files.readAllBytes(bundle))
                        .put("/api/v1/bundles/" + Sha256.of(bundle).hex())
                        .<String>path("detail"))
                .contains("public-key: nonsense: must be an Ed25519 public key");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a number that was changed      | jobs/0.json: has another hash than the manifest says
                    a job that was left out        | jobs/3.json: is missing
                    a job that was not run         | jobs/48.json: is not in the manifest
                    a path out of the folder       | ../../etc/passwd: is not in the manifest
                    the same path in the manifest  | ../../etc/passwd: must be campaign.json, verdicts.json, jobs/N.json
                    a newer schema                 | schema: 2: must be 1
                    no manifest                    | has no manifest.json
                    half a file                    | must be a bundle, which is a ZIP file
                    text                           | must be a bundle, which is a ZIP file
                    a job without a network        | jobs/0.json: request.network: missing
                    a job without a request        | jobs/0.json: request: missing
                    a result of another job        | jobs/0.json: result.jobId: elsewhere: must be
                    a job that has not ended       | jobs/0.json: result: must be there
                    a name that no column takes    | PostgreSQL cannot take a value of it
                    more jobs than there are       | job 48 of 1000000000000: is missing
                    """)
    void whatIsNoBundleOrDisagreesWithItselfIsRefused(String change, String reason) throws IOException {
        Path bundle = written("changed", null);
        switch (change) {
            case "a number that was changed" ->
                rewrite(
                        bundle,
                        false,
                        entries -> entries.compute("jobs/0.json", (name, bytes) -> replaced(bytes, "7", "8")));
            case "a job that was left out" -> rewrite(bundle, false, entries -> entries.remove("jobs/3.json"));
            case "a job that was not run" ->
                rewrite(bundle, false, entries -> entries.put("jobs/48.json", entries.get("jobs/0.json")));
            case "a path out of the folder" ->
                rewrite(bundle, false, entries -> entries.put("../../etc/passwd", new byte[] {1}));
            case "the same path in the manifest" ->
                rewrite(bundle, true, entries -> entries.put("../../etc/passwd", new byte[] {1}));
            case "a newer schema" ->
                rewrite(
                        bundle,
                        false,
                        entries -> entries.compute(
                                "manifest.json",
                                (name, bytes) -> changed(bytes, manifest -> manifest.put("schema", 2))));
            case "no manifest" -> rewrite(bundle, false, entries -> entries.remove("manifest.json"));
            case "half a file" ->
                Files.write(bundle, Arrays.copyOf(Files.readAllBytes(bundle), (int) Files.size(bundle) / 2));
            case "text" -> Files.writeString(bundle, "no bundle");
            case "a job without a network" ->
                rewriteJob(bundle, job -> ((ObjectNode) job.get("request")).remove("network"));
            case "a job without a request" -> rewriteJob(bundle, job -> job.remove("request"));
            case "a result of another job" ->
                rewriteJob(bundle, job -> ((ObjectNode) job.get("result")).put("jobId", "elsewhere"));
            case "a job that has not ended" -> rewriteJob(bundle, job -> job.putNull("result"));
            case "a name that no column takes" ->
                rewriteJob(bundle, job -> ((ObjectNode) job.at("/request/source")).put("name", "a\0b"));
            case "more jobs than there are" ->
                rewrite(bundle, true, entries -> {
                    entries.compute(
                            "campaign.json",
                            (name, bytes) -> changed(bytes, all -> all.put("jobs", 1_000_000_000_000L)));
                    entries.compute(
                            "manifest.json",
                            (name, bytes) -> changed(bytes, all -> all.put("jobs", 1_000_000_000_000L)));
                });
            default -> throw new IllegalArgumentException(change);
        }
        Map<String, String> before = ownTables();
        String known = tables.value("SELECT count(*) FROM imported_bundle");

        Response refusal = put(bundle);

        assertThat(refusal.statusCode()).isEqualTo(422);
        assertThat(refusal.<String>path("type")).isEqualTo(INVALID);
        assertThat(refusal.<String>path("detail")).contains(reason).doesNotContain("/tmp");
        assertThat(tables.value("SELECT count(*) FROM imported_bundle")).isEqualTo(known);
        assertThat(ownTables()).isEqualTo(before);
    }

    @Test
    void aLargerFileAndAnotherAddressAreRefused() {
        Response large =
                given().contentType("application/zip").body(new byte[5 << 20]).put("/api/v1/bundles/" + "a".repeat(64));
        Response elsewhere =
                given().contentType("application/zip").body(new byte[10]).put("/api/v1/bundles/" + "a".repeat(64));
        Response nowhere =
                given().contentType("application/zip").body(new byte[10]).put("/api/v1/bundles/first");

        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.<String>path("detail")).isEqualTo("The bundle is larger than 4194304 bytes");
        assertThat(elsewhere.<String>path("type")).isEqualTo("urn:shakedown:problem:hash-mismatch");
        assertThat(nowhere.<String>path("detail"))
                .isEqualTo("sha256: first: must be 64 digits of lower-case hexadecimal");
    }

    @Test
    void viewsThatLeadToJobsAreNotThere() {
        Response answer = given().get("/api/v1/bundles/" + "a".repeat(64) + "/views/worst-cases");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.<String>path("detail")).startsWith("view: worst-cases: must be one of paper-table, ");
    }

    /** The measured campaign as a bundle; of another software each time, so that each is another file. */
    private Path written(String software, KeyPair author) throws IOException {
        Path file = folder.resolve(software + ".zip");
        BundleWriter.write(
                new ResultStoreClient(URI.create("http://127.0.0.1:" + RestAssured.port)),
                MeasuredCampaign.ID,
                file,
                software,
                author == null ? null : author.getPrivate(),
                jobs -> {});
        return file;
    }

    private static Response put(Path bundle) throws IOException {
        return given().contentType("application/zip")
                .body(Files.readAllBytes(bundle))
                .put("/api/v1/bundles/" + Sha256.of(bundle).hex());
    }

    private static Response put(Path bundle, KeyPair signer) throws IOException {
        return given().contentType("application/zip")
                .queryParam(
                        "public-key",
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(signer.getPublic().getEncoded()))
                .body(Files.readAllBytes(bundle))
                .put("/api/v1/bundles/" + Sha256.of(bundle).hex());
    }

    private static long listed(String id) {
        return given().get("/api/v1/bundles").jsonPath().getList("id").stream()
                .filter(id::equals)
                .count();
    }

    private static JsonNode view(String of, CampaignView view) throws IOException {
        return withoutId(given().get("/api/v1/" + of + "/views/" + view.word())
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private static JsonNode withoutId(String rows) throws IOException {
        JsonNode read = WireFormat.json().readTree(rows);
        read.forEach(row -> ((ObjectNode) row).remove("campaign_id"));
        return read;
    }

    /** Sums differ in their last bits where jobs were added in another order. */
    private static void assertSame(JsonNode found, JsonNode own, String at) {
        if (own.isFloatingPointNumber()) {
            assertThat(found.isNumber()).as(at).isTrue();
            assertThat(found.asDouble()).as(at).isCloseTo(own.asDouble(), within(1e-9));
        } else if (own.isObject()) {
            assertThat(found.fieldNames()).toIterable().as(at).containsExactlyElementsOf(own::fieldNames);
            own.fieldNames().forEachRemaining(name -> assertSame(found.get(name), own.get(name), at + "." + name));
        } else if (own.isArray()) {
            assertThat(found.size()).as(at).isEqualTo(own.size());
            for (int i = 0; i < own.size(); i++) {
                assertSame(found.get(i), own.get(i), at + "[" + i + "]");
            }
        } else {
            assertThat(found).as(at).isEqualTo(own);
        }
    }

    /** But that of blobs, in which the file itself is stored. */
    private Map<String, String> ownTables() {
        Map<String, String> digests = new LinkedHashMap<>(tables.digests());
        digests.keySet().removeIf(table -> table.contains("FROM blob"));
        return digests;
    }

    private static AgroalDataSource connections(EmbeddedDatabase database) {
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(4)
                            .connectionFactoryConfiguration(factory -> factory.jdbcUrl(database.jdbcUrl())
                                    .principal(new NamePrincipal(database.user())))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void rewriteJob(Path bundle, Consumer<ObjectNode> change) throws IOException {
        rewrite(bundle, true, entries -> entries.compute("jobs/0.json", (name, bytes) -> changed(bytes, change)));
    }

    /** Changes entries; with a manifest that agrees with them, or with the one that there was. */
    private static void rewrite(Path bundle, boolean agrees, Consumer<Map<String, byte[]>> change) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(bundle))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        change.accept(entries);
        if (agrees) {
            byte[] manifest = entries.remove("manifest.json");
            entries.put("manifest.json", changed(manifest, all -> {
                ObjectNode hashes = all.putObject("entries");
                entries.forEach((name, bytes) -> hashes.put(name, Sha256.hex(bytes)));
            }));
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bundle))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
    }

    private static byte[] changed(byte[] json, Consumer<ObjectNode> change) {
        ObjectNode tree = (ObjectNode) WireFormat.parse(json);
        change.accept(tree);
        return WireFormat.bytes(tree);
    }

    private static byte[] replaced(byte[] bytes, String from, String to) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.replaceFirst(from, to).getBytes(StandardCharsets.UTF_8);
    }
}
