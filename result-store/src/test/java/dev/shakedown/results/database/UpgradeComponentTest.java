package dev.shakedown.results.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.embedded.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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

    private static void migrate(EmbeddedDatabase database, String version) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), "")
                .target(version)
                .load()
                .migrate();
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
