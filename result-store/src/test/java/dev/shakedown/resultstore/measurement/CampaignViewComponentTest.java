package dev.shakedown.resultstore.measurement;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import dev.shakedown.resultstore.measurement.MeasuredCampaign.Made;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a campaign's results come to: what is measured of them, the views and facets, and who may read them. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class CampaignViewComponentTest {

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

    private MeasuredCampaign campaign;

    @BeforeEach
    void writeOnce() {
        campaign = MeasuredCampaign.storedOnce(topics);
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
        assertThat(tables.value("SELECT count(*) FROM judged_result WHERE first_judge AND campaign_id = 'measured'"))
                .isEqualTo(Long.toString(
                        campaign.jobs().stream().filter(Made::succeeded).count()));
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
        tables.execute("INSERT INTO result (job_id, status, complete, retry, worker, started_at, finished_at, message)"
                + " VALUES ('" + request.jobId() + "', 'SUCCEEDED', true, 0, 'w', now(), now(), '')");
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
        campaign.writeTo(topics);
        Eventually.holds(() -> assertThat(stored()).isGreaterThanOrEqualTo(stored + campaign.records()));

        assertThat(tables.digests()).isEqualTo(before);
    }

    /** The views against plain SQL over job_result, which reads other tables. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT network, budget, untargeted_jobs, targeted_jobs, clean_to_source_psnr, untargeted_to_source_ncc,"
                        + " targeted_to_target_psnr, attacked_to_source_ssim, targeted_to_target_ssim,"
                        + " clean_to_source_ssim_deviation, data_set FROM paper_table"
                        + " | SELECT network, budget, count(*) FILTER (WHERE objective = 'untargeted'),"
                        + " count(*) FILTER (WHERE objective = 'targeted'), avg(clean_to_sharp_psnr),"
                        + " avg(attacked_to_sharp_ncc) FILTER (WHERE objective = 'untargeted'),"
                        + " avg(attacked_to_target_psnr), avg(attacked_to_sharp_ssim), avg(attacked_to_target_ssim),"
                        + " stddev_samp(clean_to_sharp_ssim), data_set FROM job_result"
                        + " | GROUP BY network, budget, data_set, attack",
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
        List<String> fromView = rows(view + " WHERE campaign_id = 'measured' AND budget > 0" + own);
        List<String> fromResults = rows(plain + " WHERE campaign_id = 'measured' AND state = 'SUCCEEDED' " + group);

        assertThat(fromView).isNotEmpty().containsExactlyInAnyOrderElementsOf(fromResults);
    }

    @Test
    void aCurveStartsFromTheRestorationsWithoutAnAttack() {
        List<String> start = rows("SELECT crafted_on, objective, jobs, attacked_to_sharp_psnr,"
                + " attacked_to_sharp_psnr_deviation, attacked_to_target_ncc, damage, lipschitz, unmoved, left_out"
                + " FROM robustness_curve WHERE campaign_id = 'measured' AND judged_on = crafted_on AND budget = 0");
        List<String> clean = rows("SELECT network, objective, count(*), avg(clean_to_sharp_psnr),"
                + " stddev_samp(clean_to_sharp_psnr), avg(clean_to_target_ncc), 0::float8, NULL, 0, NULL FROM job_result"
                + " WHERE campaign_id = 'measured' AND state = 'SUCCEEDED' AND budget = 4 GROUP BY network, objective");

        assertThat(start).hasSize(4).containsExactlyInAnyOrderElementsOf(clean);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"campaign_table", "paper_table", "robustness_curve", "kernel_size_effect", "transfer_matrix"})
    void everyMeanHasItsDeviationAndConfidence(String view) {
        String prefix = view.equals("paper_table") ? "attacked_to_source" : "attacked_to_sharp";

        assertThat(rows("SELECT attname FROM pg_attribute AS mean WHERE attrelid = '" + view + "'::regclass"
                        + " AND attname ~ '_(psnr|ncc|ssim)$|^(damage|lipschitz|gain_db)$'"
                        + " AND attname !~ '^(un)?targeted_' AND (SELECT count(*) FROM pg_attribute AS more"
                        + " WHERE more.attrelid = mean.attrelid AND more.attname IN"
                        + " (mean.attname || '_deviation', mean.attname || '_confidence')) < 2"))
                .isEmpty();
        assertThat(rows("SELECT DISTINCT abs(" + prefix + "_psnr_confidence - student_t(jobs - 1) * " + prefix
                        + "_psnr_deviation / sqrt(jobs)) < 1e-12 FROM " + view
                        + " WHERE campaign_id = 'measured' AND jobs > 1 AND attacks IS NULL"))
                .containsExactly("true");
        assertThat(rows("SELECT attname FROM pg_attribute WHERE attrelid = '" + view + "'::regclass AND attnum > 0"
                        + " AND col_description(attrelid, attnum) IS NULL"))
                .isEmpty();
    }

    /** From printed tables. */
    @ParameterizedTest
    @CsvSource({
        "1, 12.7062",
        "2, 4.3027",
        "3, 3.1824",
        "4, 2.7764",
        "5, 2.5706",
        "9, 2.2622",
        "29, 2.0452",
        "120, 1.9799",
        "1e9, 1.9600"
    })
    void quantilesAreThoseOfStudentsDistribution(double freedom, double quantile) {
        assertThat(Double.parseDouble(tables.value("SELECT student_t(" + freedom + ")")))
                .isCloseTo(quantile, within(3e-4));
    }

    @Test
    void seedsOfKernelsAreInTheTableAndWithTheJob() {
        assertThat(rows("SELECT DISTINCT kernel_seed FROM job_result WHERE campaign_id = 'measured'"))
                .containsExactly("3");
        assertThat(rows("SELECT DISTINCT kernel_seeds::text FROM paper_table WHERE campaign_id = 'measured'"))
                .containsExactly("[3]");
    }

    @Test
    void worstCasesAreTheTenWithTheMostDamage() {
        List<Long> worst = campaign.jobs().stream()
                .filter(made -> made.succeeded()
                        && !made.isTargeted()
                        && made.request().budget() == 4
                        && made.request().network().equals(MeasuredCampaign.BLIND))
                .sorted(Comparator.comparingDouble(Made::damage)
                        .thenComparing(Made::ordinal)
                        .reversed())
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
                        campaign.jobs().stream()
                                .filter(Made::succeeded)
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
                .isEqualTo(
                        (int) campaign.jobs().stream().filter(Made::succeeded).count());
    }

    @Test
    void anAnalystReadsTheViewsAndNothingElseButOwnTemporaryTables() throws SQLException {
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
                    "success_curve",
                    "step_curve",
                    "further_metric",
                    "kernel_size_effect",
                    "transfer_matrix",
                    "worst_cases",
                    "trust",
                    "campaign_warning",
                    "campaign_failure",
                    "campaign_network",
                    "known_network",
                    "imported_paper_table",
                    "imported_trust")) {
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + view + " LIMIT 1")) {
                    assertThat(rows.getMetaData().getColumnCount()).isPositive();
                }
            }
            statement.execute("CREATE TEMPORARY TABLE mine AS SELECT * FROM worst_cases");
            statement.execute("UPDATE mine SET damage = 0");
            for (String forbidden : List.of(
                    "SELECT * FROM result",
                    "SELECT * FROM blob",
                    "SELECT * FROM rejected_record",
                    "INSERT INTO campaign (id) VALUES ('x')",
                    "SELECT measure(ARRAY['measured'], ARRAY[0::bigint])",
                    "CREATE TABLE public.mine (x integer)",
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
