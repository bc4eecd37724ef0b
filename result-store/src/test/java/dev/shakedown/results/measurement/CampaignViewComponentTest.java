package dev.shakedown.results.measurement;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Boundary;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.results.database.Database;
import dev.shakedown.results.fixture.Eventually;
import dev.shakedown.results.fixture.Messages;
import dev.shakedown.results.fixture.RealServices;
import dev.shakedown.results.fixture.Tables;
import dev.shakedown.results.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A campaign of every kind of job, read by filters, orders and views, against the same done in Java. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class MeasurementComponentTest {

    private static final String ID = "measured";
    private static final NetworkRef BLIND = new NetworkRef("blind-net", Messages.digest("blind-net"));
    private static final ImageRef TARGET = new ImageRef(Messages.digest("target"), 64, 48);
    private static final int FAILED_EVERY = 9;
    private static boolean written;
    private static final List<Made> MADE = new ArrayList<>();
    private static final List<Object> RECORDS = new ArrayList<>();

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @Inject
    Database database;

    @Inject
    MeasurementRepository measurements;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String jdbcUrl;

    /** A job as it was written; without evaluation it failed. */
    private record Made(AttackRequest request, @Nullable Evaluation evaluation) {

        long ordinal() {
            return request.ordinal();
        }

        boolean isTargeted() {
            return request.attack().objective() instanceof Objective.Targeted;
        }

        double damage() {
            return evaluation.cleanToSharp().psnr()
                    - evaluation.attackedToSharp().psnr();
        }
    }

    @BeforeEach
    void writeOnce() {
        if (written) {
            return;
        }
        Random random = new Random(3);
        for (NetworkRef network : List.of(Messages.NETWORK, BLIND)) {
            for (String image : List.of("astronaut", "chelsea", "rocket")) {
                for (int kernelSize : new int[] {13, 17}) {
                    for (boolean targeted : new boolean[] {false, true}) {
                        for (double budget : new double[] {4, 8}) {
                            AttackRequest request = request(MADE.size(), network, image, kernelSize, targeted, budget);
                            boolean fails = MADE.size() % FAILED_EVERY == FAILED_EVERY - 1;
                            MADE.add(new Made(request, fails ? null : evaluation(random, targeted)));
                        }
                    }
                }
            }
        }
        topics.write(Messages.campaign(ID, MADE.size()));
        for (Made made : MADE) {
            String jobId = made.request().jobId();
            RECORDS.add(made.request());
            RECORDS.add(
                    made.evaluation() == null
                            ? Messages.failure(ID, jobId)
                            : Messages.success(
                                    ID,
                                    jobId,
                                    List.of(),
                                    List.of(
                                            new JudgedEvaluation(made.request().network(), made.evaluation()),
                                            new JudgedEvaluation(
                                                    made.request().network().equals(BLIND) ? Messages.NETWORK : BLIND,
                                                    evaluation(random, made.isTargeted())))));
        }
        // Whichever comes first of a job's request and its result, and however they are cut into transactions.
        Collections.shuffle(RECORDS, random);
        RECORDS.forEach(this::write);
        long succeeded = MADE.stream().filter(made -> made.evaluation() != null).count();
        Eventually.holds(() -> assertThat(given().get("/api/v1/campaigns/" + ID)
                                .then()
                                .extract()
                                .jsonPath()
                                .<Integer>get("succeeded")
                        + given().get("/api/v1/campaigns/" + ID)
                                .then()
                                .extract()
                                .jsonPath()
                                .<Integer>get("failed"))
                .isEqualTo(MADE.size()));
        assertThat(tables.value("SELECT count(*) FROM judged_result WHERE first_judge AND campaign_id = '" + ID + "'"))
                .isEqualTo(Long.toString(succeeded));
        written = true;
    }

    @Test
    void everyMeasurementIsWhatTheTablesSay() {
        String differing = """
                SELECT count(*)
                FROM (SELECT campaign_id, ordinal, position, damage, attacked_to_sharp_psnr, lipschitz, kernel_size, budget,
                             crafted_on, judged_on, objective
                      FROM measurable) AS base
                FULL JOIN (SELECT s.campaign_id, m.ordinal, m.position, m.damage, m.attacked_to_sharp_psnr, m.lipschitz,
                                  s.kernel_size, s.budget, s.crafted_on, s.judged_on, s.objective
                           FROM series s JOIN measurement m ON m.series_id = s.id) AS kept
                  ON base.campaign_id = kept.campaign_id AND base.ordinal = kept.ordinal AND base.position = kept.position
                WHERE (base.*) IS DISTINCT FROM (kept.*)
                """;

        assertThat(tables.value(differing)).isEqualTo("0");
    }

    @Test
    void whatTwoTransactionsAtOnceHaveMissedIsMeasuredLaterAndOnce() {
        AttackRequest request = Messages.request("missed", 0);
        topics.write(Messages.campaign("missed", 1));
        topics.write(request);
        Eventually.holds(
                () -> assertThat(tables.value("SELECT count(*) FROM campaign_job WHERE campaign_id = 'missed'"))
                        .isEqualTo("1"));
        // As another replica stores it that does not see the request yet.
        tables.execute("INSERT INTO result (job_id, status, complete, worker, started_at, finished_at, result)"
                + " VALUES ('" + request.jobId() + "', 'SUCCEEDED', true, 'w', now(), now(), '{}')");
        tables.execute("CREATE TEMPORARY TABLE other AS SELECT * FROM evaluation LIMIT 1;"
                + " UPDATE other SET job_id = '" + request.jobId() + "', position = 0, attacked_to_sharp_psnr = 12.5;"
                + " INSERT INTO evaluation SELECT * FROM other; DROP TABLE other");
        String mean = "SELECT jobs || ' ' || attacked_to_sharp_psnr FROM campaign_table WHERE campaign_id = 'missed'";
        assertThat(tables.value(mean)).isNull();

        for (int i = 0; i < 2; i++) {
            database.query(connection -> {
                measurements.repair(connection, "missed");
                return true;
            });

            assertThat(tables.value(mean)).isEqualTo("1 12.5");
        }
    }

    @Test
    void theSameRecordsAgainChangeNoRow() {
        Map<String, String> before = tables.digests();

        double stored = stored();
        RECORDS.forEach(this::write);
        Eventually.holds(() -> assertThat(stored()).isGreaterThanOrEqualTo(stored + RECORDS.size()));

        assertThat(tables.digests()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "network=blind-net",
        "image=chelsea",
        "kernelSize=17&budget=8",
        "objective=targeted&network=wiener&image=rocket",
        "dataSet=odd",
        "target=goal",
        "state=FAILED",
        "state=FAILED&network=blind-net",
        "state=SUCCEEDED&budget=4.0",
        "norm=l2",
    })
    void filtersFindWhatTheyDescribe(String query) {
        List<Long> expected =
                MADE.stream().filter(filter(query)).map(Made::ordinal).toList();

        assertThat(everyPage(query, 7)).isEqualTo(expected);
        assertThat(download(query)).isEqualTo(expected);
    }

    @Test
    void aDownloadHasWhatAJudgeJudged() {
        List<Long> judged = MADE.stream()
                .filter(made -> made.evaluation() != null)
                .map(Made::ordinal)
                .toList();

        assertThat(download("judge=blind-net")).isEqualTo(judged);
        assertThat(download("judge=blind-net&network=wiener&budget=8"))
                .isNotEmpty()
                .isEqualTo(everyPage("judge=blind-net&network=wiener&budget=8", 100));
        assertThat(download("judge=nobody")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', damage",
        "'', change",
        "'', target",
        "'', lipschitz",
        "network=blind-net, damage",
        "image=chelsea&budget=8, damage",
        "objective=untargeted, lipschitz",
    })
    void ordersPutTheMostFirstOnEveryPage(String query, String sort) {
        Comparator<Made> order = switch (sort) {
            case "damage" -> Comparator.comparingDouble(Made::damage).reversed();
            case "change" ->
                Comparator.comparingDouble(
                        made -> made.evaluation().attackedToClean().psnr());
            case "target" ->
                Comparator.<Made>comparingDouble(
                                made -> made.evaluation().attackedToTarget().ncc())
                        .reversed();
            default ->
                Comparator.<Made>comparingDouble(made -> made.evaluation().lipschitz())
                        .reversed();
        };
        List<Long> expected = MADE.stream()
                .filter(filter(query).and(made -> made.evaluation() != null))
                .filter(made -> !sort.equals("target") || made.isTargeted())
                .sorted(order)
                .map(Made::ordinal)
                .toList();

        assertThat(everyPage(query + "&sort=" + sort, 5)).isEqualTo(expected);
    }

    @Test
    void anotherJudgesNumbersOrderToo() {
        List<Long> byJudge = everyPage("judge=blind-net&network=wiener&sort=damage", 100);

        List<String> bySql = List.of(tables.value("""
                SELECT string_agg(ordinal::text, ',' ORDER BY clean_to_sharp_psnr - attacked_to_sharp_psnr DESC)
                FROM evaluation e
                JOIN campaign_job cj ON cj.job_id = e.job_id
                JOIN job j ON j.id = e.job_id
                WHERE cj.campaign_id = 'measured' AND e.judge = 'blind-net' AND j.network = 'wiener'
                """).split(","));
        assertThat(byJudge.stream().map(String::valueOf)).containsExactlyElementsOf(bySql);
    }

    /** The views against plain SQL over job_result, which reads other tables. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT network, budget, untargeted_jobs, targeted_jobs, clean_to_source_psnr, untargeted_to_source_ncc,"
                        + " targeted_to_target_psnr, data_set FROM paper_table"
                        + " | SELECT network, budget, count(*) FILTER (WHERE objective = 'untargeted'),"
                        + " count(*) FILTER (WHERE objective = 'targeted'), avg(clean_to_sharp_psnr),"
                        + " avg(attacked_to_sharp_ncc) FILTER (WHERE objective = 'untargeted'),"
                        + " avg(attacked_to_target_psnr), data_set FROM job_result"
                        + " | GROUP BY network, budget, data_set",
                "SELECT crafted_on, judged_on, objective, budget, jobs, attacked_to_sharp_psnr,"
                        + " attacked_to_sharp_psnr_deviation, lipschitz FROM robustness_curve"
                        + " | SELECT network, judged_on, objective, budget, count(*), avg(attacked_to_sharp_psnr),"
                        + " stddev_samp(attacked_to_sharp_psnr), avg(lipschitz) FROM job_result"
                        + " | GROUP BY network, judged_on, objective, budget",
                "SELECT crafted_on, objective, budget, kernel_size, jobs, attacked_to_clean_psnr FROM kernel_size_effect"
                        + " | SELECT network, objective, budget, kernel_size, count(*), avg(attacked_to_clean_psnr)"
                        + " FROM job_result | GROUP BY network, objective, budget, kernel_size",
                "SELECT crafted_on, objective, budget, jobs, attacked_to_sharp_ssim FROM transfer_matrix"
                        + " | SELECT network, objective, budget, count(*), avg(attacked_to_sharp_ssim) FROM job_result"
                        + " | GROUP BY network, objective, budget",
                "SELECT network, objective, budget, jobs, clean_to_sharp_psnr FROM campaign_table"
                        + " | SELECT network, objective, budget, count(*), avg(clean_to_sharp_psnr) FROM job_result"
                        + " | GROUP BY network, objective, budget",
            })
    void viewsHaveTheMeansOfTheResults(String view, String plain, String group) {
        String own = view.contains("judged_on") || view.contains("crafted_on")
                ? view.contains("paper") || view.contains("campaign_table") ? "" : " AND judged_on = crafted_on"
                : "";
        List<String> fromView = rows(view + " WHERE campaign_id = 'measured'" + own);
        List<String> fromResults = rows(plain + " WHERE campaign_id = 'measured' AND state = 'SUCCEEDED' " + group);

        assertThat(fromView).isNotEmpty().containsExactlyInAnyOrderElementsOf(fromResults);
    }

    @Test
    void worstCasesAreTheTenWithTheMostDamage() {
        List<Long> worst = MADE.stream()
                .filter(made -> made.evaluation() != null
                        && !made.isTargeted()
                        && made.request().budget() == 4
                        && made.request().network().equals(BLIND))
                .sorted(Comparator.comparingDouble(Made::damage).reversed())
                .limit(10)
                .map(Made::ordinal)
                .toList();

        List<Integer> found = given().get("/api/v1/campaigns/measured/views/worst-cases")
                .then()
                .extract()
                .jsonPath()
                .getList("findAll { it.crafted_on == 'blind-net' && it.judged_on == 'blind-net'"
                        + " && it.objective == 'untargeted' && it.budget == 4.0 }.ordinal");

        assertThat(found.stream().map(Integer::longValue)).containsExactlyElementsOf(worst);
    }

    @Test
    void facetsAndDistributionCoverEveryJob() {
        JsonPath facets = given().get("/api/v1/campaigns/measured/facets")
                .then()
                .extract()
                .jsonPath();
        JsonPath distribution = given().get("/api/v1/campaigns/measured/distribution?metric=damage&bins=8")
                .then()
                .extract()
                .jsonPath();

        assertThat(facets.getList("crafted_on")).isEqualTo(List.of("blind-net", "wiener"));
        assertThat(facets.getList("kernel_size")).isEqualTo(List.of(13, 17));
        assertThat(facets.getList("target")).isEqualTo(List.of("goal"));
        // The reader of JSON keeps seven digits.
        assertThat(distribution.getDouble("low"))
                .isCloseTo(
                        MADE.stream()
                                .filter(made -> made.evaluation() != null)
                                .mapToDouble(Made::damage)
                                .min()
                                .orElseThrow(),
                        within(1e-5));
        List<List<Integer>> counts = distribution.getList("groups.jobs");
        assertThat(counts).allSatisfy(bins -> assertThat(bins).hasSize(8));
        assertThat(counts.stream()
                        .flatMap(List::stream)
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo((int)
                        MADE.stream().filter(made -> made.evaluation() != null).count());
    }

    @Test
    void anAnalystReadsTheViewsAndNothingElse() throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, "analyst", "");
                Statement statement = connection.createStatement()) {
            for (String view : List.of(
                    "job_result",
                    "judged_result",
                    "job_trace",
                    "campaign_progress",
                    "campaign_table",
                    "paper_table",
                    "robustness_curve",
                    "kernel_size_effect",
                    "transfer_matrix",
                    "worst_cases",
                    "known_network")) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + view + " LIMIT 1")) {
                    assertThat(rows.getMetaData().getColumnCount()).isPositive();
                }
            }
            for (String forbidden : List.of(
                    "SELECT * FROM result",
                    "SELECT * FROM blob",
                    "SELECT * FROM rejected_record",
                    "INSERT INTO campaign (id) VALUES ('x')",
                    "SELECT measure(ARRAY['measured'], ARRAY[0::bigint])",
                    "CREATE TABLE mine (x integer)",
                    "DROP VIEW job_result")) {
                assertThatThrownBy(() -> statement.execute(forbidden))
                        .as(forbidden)
                        .isInstanceOf(SQLException.class);
            }
        }
    }

    /** Each block of SQL, as an analyst, and the headings of the output below it. */
    @Test
    void everyQueryOfTheDocumentationRuns() throws IOException, SQLException {
        String page = Files.readString(Path.of("..", "docs", "sql.md"));
        Matcher blocks = Pattern.compile("```sql\n(.*?)```\n(?:\n```\n(.*?)\n)?", Pattern.DOTALL)
                .matcher(page);
        int found = 0;
        try (Connection connection = DriverManager.getConnection(jdbcUrl, "analyst", "");
                Statement statement = connection.createStatement()) {
            while (blocks.find()) {
                found++;
                try (ResultSet rows = statement.executeQuery(blocks.group(1))) {
                    List<String> columns = new ArrayList<>();
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        columns.add(rows.getMetaData().getColumnLabel(i));
                    }
                    if (blocks.group(2) != null) {
                        assertThat(blocks.group(2).strip().split("\\s*\\|\\s*")).containsExactlyElementsOf(columns);
                    }
                }
            }
        }
        assertThat(found).isGreaterThan(12);
    }

    private void write(Object record) {
        if (record instanceof AttackRequest request) {
            topics.write(request);
        } else {
            topics.write((AttackResult) record);
        }
    }

    /** How many requests and results were taken in and committed, whether or not they changed anything. */
    private static double stored() {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("shakedown_ingest_records_total") && line.contains("stored"))
                .filter(line -> line.contains("shakedown.requests") || line.contains("shakedown.results"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static AttackRequest request(
            int ordinal, NetworkRef network, String image, int kernelSize, boolean targeted, double budget) {
        return new AttackRequest(
                AttackRequest.SCHEMA,
                Messages.jobId(ID, ordinal),
                ID,
                ordinal,
                new ImageSource.Sharp(
                        image, image.equals("rocket") ? "odd" : null, new ImageRef(Messages.digest(image), 64, 48)),
                new BlurSpec(
                        new KernelSpec.CameraShake(kernelSize, 3),
                        Boundary.REFLECT,
                        new BlurSpec.Noise(0.01, 1),
                        false),
                network,
                new AttackSpec(
                        targeted ? new Objective.Targeted("goal", TARGET) : new Objective.Untargeted(),
                        targeted ? 500 : 250,
                        0.001,
                        true,
                        AttackSpec.Iterate.LAST),
                budget,
                ordinal,
                Messages.SUBMITTED);
    }

    /** As jobs of a campaign differ; every few have a clean output as bad as the attacked one. */
    private static Evaluation evaluation(Random random, boolean targeted) {
        ImageQuality clean = quality(random);
        ImageQuality attacked = quality(random);
        return new Evaluation(
                quality(random),
                clean,
                attacked,
                attacked,
                targeted ? quality(random) : null,
                targeted ? quality(random) : null,
                targeted ? quality(random) : null,
                quality(random),
                quality(random),
                random.nextDouble() * 20,
                4 / 255.0,
                1.5,
                null,
                0.25,
                37.5,
                250);
    }

    private static ImageQuality quality(Random random) {
        return new ImageQuality(10 + 20 * random.nextDouble(), 2 * random.nextDouble() - 1, random.nextDouble());
    }

    private static Predicate<Made> filter(String query) {
        Predicate<Made> all = made -> true;
        for (String part : query.isEmpty() ? new String[0] : query.split("&")) {
            String value = part.split("=")[1];
            Predicate<Made> next = switch (part.split("=")[0]) {
                case "network" -> made -> made.request().network().id().equals(value);
                case "image" -> made -> made.request().source().name().equals(value);
                case "kernelSize" -> made -> made.request().blur().kernel().size() == Integer.parseInt(value);
                case "budget" -> made -> made.request().budget() == Double.parseDouble(value);
                case "objective" -> made -> made.isTargeted() == value.equals("targeted");
                case "dataSet" -> made -> value.equals(made.request().source().dataSet());
                case "target" -> Made::isTargeted;
                case "state" -> made -> (made.evaluation() == null) == value.equals("FAILED");
                case "norm" -> made -> value.equals("linf");
                default -> throw new IllegalArgumentException(part);
            };
            all = all.and(next);
        }
        return all;
    }

    private static List<Long> download(String query) {
        return given().get("/api/v1/campaigns/measured/results.csv" + (query.isEmpty() ? "" : "?" + query))
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .skip(1)
                .map(line -> Long.valueOf(line.split(",")[2]))
                .toList();
    }

    private static List<Long> everyPage(String query, int limit) {
        List<Long> ordinals = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonPath page = given().get("/api/v1/campaigns/measured/results?limit=" + limit
                            + (query.isEmpty() ? "" : "&" + query.replaceFirst("^&", ""))
                            + after)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            page.getList("results.request.ordinal", Long.class).forEach(ordinals::add);
            String next = page.getString("next");
            after = next == null ? null : "&after=" + next;
        }
        return ordinals;
    }

    /** Rows as text, numbers rounded to what the order of summation does not change. */
    private List<String> rows(String sql) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl, "analyst", "");
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    Object value = found.getObject(i);
                    row.add(value instanceof Double number ? "%.9f".formatted(number) : String.valueOf(value));
                }
                rows.add(String.join(" ", row));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }
}
