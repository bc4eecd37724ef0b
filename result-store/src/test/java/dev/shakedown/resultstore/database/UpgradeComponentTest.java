package dev.shakedown.resultstore.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.stack.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an installation has stored already, after an upgrade. */
class UpgradeComponentTest {

    private static final String JOB = """
            INSERT INTO job (id, request, image, image_sha256, image_width, image_height, arrives_blurred, network,
                             network_sha256, objective, kernel_type, kernel_size, budget, steps, step_size, clip,
                             iterate, seed)
            VALUES ('%1$s', '%2$s', 'a', 's', 8, 6, %3$s, 'n', 's', 'untargeted', 'gaussian', 3, 4, 1, 0.1, true,
                    'last', 0);
            INSERT INTO campaign_job (campaign_id, ordinal, job_id, image, request)
            VALUES ('c', %4$d, '%1$s', 'a', '%2$s');
            """;

    private static final String RESULT = """
            INSERT INTO result (job_id, status, complete, worker, started_at, finished_at, result)
            VALUES ('%s', '%s', %s, 'w', now(), now(), '{}')
            """;

    /** What the code of version 2, 3 and 4 wrote besides. */
    private static final List<String> WRITTEN_SINCE = List.of(
            "UPDATE job SET blur_type = 'uniform', blur = request -> 'blur' WHERE NOT arrives_blurred",
            "INSERT INTO evaluation SELECT e.* FROM evaluations_of((SELECT array_agg(job_id) FROM result)) AS e",
            """
            UPDATE result SET network_sha256 = job.network_sha256 FROM job WHERE job.id = result.job_id;
            INSERT INTO campaign_count (campaign_id, known, succeeded, failed)
            SELECT id, known, succeeded, failed FROM campaign, counts_of(id)
            """);

    @Test
    void jobsOfTheFirstSchemaHaveAUniformBlurIfAny(@TempDir Path directory) throws SQLException {
        EmbeddedDatabase.Options options = new EmbeddedDatabase.Options(directory.resolve("postgres"));
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options);
                Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
                Statement statement = connection.createStatement()) {
            migrate(database, "1");
            statement.execute(JOB.formatted("sharp", "{\"blur\": {\"boundary\": \"reflect\"}}", "false", 0));
            statement.execute(JOB.formatted("shot", "{\"blur\": null}", "true", 1));

            migrate(database, "2");

            assertThat(rows(
                            statement,
                            "SELECT job_id, blur_type, blur ->> 'boundary' FROM job_result ORDER BY ordinal"))
                    .containsExactly("sharp uniform reflect", "shot null null");
        }
    }

    @Test
    void campaignsOfTheThirdSchemaAreCounted(@TempDir Path directory) throws SQLException {
        EmbeddedDatabase.Options options = new EmbeddedDatabase.Options(directory.resolve("postgres"));
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options);
                Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
                Statement statement = connection.createStatement()) {
            migrate(database, "3");
            statement.execute("INSERT INTO campaign (id, name, document, jobs, submitted_at) VALUES"
                    + " ('c', 'n', '{\"images\": [{\"sharp\": {\"sha256\": \"named\"}}]}', 4, now()),"
                    + " ('empty', 'n', '{}', 4, now())");
            for (int i = 0; i < 4; i++) {
                statement.execute(JOB.formatted("j" + i, "{}", "false", i));
            }
            statement.execute(RESULT.formatted("j0", "SUCCEEDED", true));
            statement.execute(RESULT.formatted("j1", "SUCCEEDED", false));
            statement.execute(RESULT.formatted("j2", "FAILED", true));
            for (String blob : List.of("named", "kept", "orphan")) {
                statement.execute("INSERT INTO blob (sha256, media_type, bytes, length, created_at) VALUES ('" + blob
                        + "', 'image/png', '', 0, now() - interval '2 hours')");
            }
            statement.execute("INSERT INTO job_artifact (job_id, kind, sha256) VALUES ('j0', 'kernel', 'kept')");

            migrate(database, "4");

            assertThat(rows(statement, "SELECT known, succeeded, failed FROM campaign_progress ORDER BY campaign_id"))
                    .containsExactly("4 1 1", "0 0 0");
            assertThat(rows(statement, "SELECT ordinal, state, retry FROM job_result ORDER BY ordinal"))
                    .containsExactly("0 SUCCEEDED 0", "1 PENDING 0", "2 FAILED 0", "3 PENDING null");
            assertThat(rows(statement, "SELECT DISTINCT network_sha256, round, state FROM result, campaign_progress"))
                    .containsExactly("s 0 ACTIVE");
            assertThat(rows(statement, "SELECT sha256, length, media_type FROM orphan_blob"))
                    .containsExactly("orphan 0 image/png");
        }
    }

    /** Real campaigns, stored as the code of each version did, come to the same views. */
    @Test
    void realCampaignsOfEveryEarlierVersionComeToTheSameViews(@TempDir Path directory)
            throws SQLException, IOException, URISyntaxException {
        String campaigns = Files.readString(Path.of(UpgradeComponentTest.class
                .getResource("/upgrade/two-campaigns.sql")
                .toURI()));
        EmbeddedDatabase.Options options = new EmbeddedDatabase.Options(directory.resolve("postgres"));
        Map<Integer, Map<String, String>> views = new TreeMap<>();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(options)) {
            for (int version = 1; version <= 4; version++) {
                String url = database.jdbcUrl().replaceFirst("/[^/?]+(\\?|$)", "/version" + version + "$1");
                try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
                        Statement statement = connection.createStatement()) {
                    statement.execute("CREATE DATABASE version" + version);
                }
                migrate(url, database.user(), Integer.toString(version));
                try (Connection connection = DriverManager.getConnection(url, database.user(), "");
                        Statement statement = connection.createStatement()) {
                    statement.execute(campaigns);
                    for (String also : WRITTEN_SINCE.subList(0, version - 1)) {
                        statement.execute(also);
                    }
                    migrate(url, database.user(), "latest");
                    views.put(version, contents(statement));
                    assertThat(rows(statement, """
                            SELECT objective, budget, round(attacked_to_sharp_psnr::numeric, 2)
                            FROM campaign_table
                            WHERE campaign = 'demo'
                            ORDER BY objective, budget
                            """))
                            .containsExactly(
                                    "targeted 4 25.29", "targeted 8 24.15", "untargeted 4 17.99", "untargeted 8 15.96");
                }
            }
        }

        assertThat(views.values()).allSatisfy(ofOne -> assertThat(ofOne).isEqualTo(views.get(1)));
        assertThat(views.get(1).get("judged_result").lines()).hasSize(16 + 2 * 3);
    }

    /**
     * Every row of every view as text, in an order; numbers with twelve digits, which no order of summation changes.
     */
    private static Map<String, String> contents(Statement statement) throws SQLException {
        statement.execute("SET extra_float_digits = -3");
        Map<String, String> contents = new TreeMap<>();
        for (String view : List.of(
                "campaign_progress",
                "job_result",
                "judged_result",
                "job_trace",
                "paper_table",
                "robustness_curve",
                "kernel_size_effect",
                "transfer_matrix",
                "worst_cases",
                "campaign_table")) {
            try (ResultSet result = statement.executeQuery(
                    "SELECT string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")" + " FROM " + view + " t")) {
                result.next();
                contents.put(view, result.getString(1));
            }
        }
        return contents;
    }

    private static void migrate(EmbeddedDatabase database, String version) {
        migrate(database.jdbcUrl(), database.user(), version);
    }

    private static void migrate(String url, String user, String version) {
        Flyway.configure().dataSource(url, user, "").target(version).load().migrate();
    }

    private static List<String> rows(Statement statement, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add("%s %s %s".formatted(result.getString(1), result.getString(2), result.getString(3)));
            }
        }
        return rows;
    }
}
