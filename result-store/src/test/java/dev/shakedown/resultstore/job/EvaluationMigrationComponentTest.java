package dev.shakedown.resultstore.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.stack.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that has results from before there was the table {@code evaluation}. */
class EvaluationMigrationComponentTest {

    private static final NetworkRef OTHER = new NetworkRef("rgdn@50", Messages.digest("rgdn@50"));

    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    @TempDir
    private Path directory;

    @Test
    void resultsThatAreStoredAlreadyGetTheirRows() throws SQLException, IOException {
        try (EmbeddedDatabase database =
                EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory.resolve("postgres")))) {
            // The question mark: there need not be such a migration.
            migrate(database, "2?");
            AttackRequest old = Messages.request("c", 0);
            AttackRequest listing = Messages.request("c", 1);
            AttackRequest failed = Messages.request("c", 2);
            try (Connection connection = connect(database)) {
                store(
                        connection,
                        List.of(old, listing, failed),
                        List.of(
                                older(Messages.success("c", old.jobId(), List.of())),
                                older(Messages.success("c", Messages.jobId("c", 3), List.of())),
                                json.writeValueAsString(Messages.failure("c", failed.jobId())),
                                json.writeValueAsString(Messages.success(
                                        "c",
                                        listing.jobId(),
                                        List.of(),
                                        List.of(
                                                new JudgedEvaluation(Messages.NETWORK, Messages.evaluation(11)),
                                                new JudgedEvaluation(OTHER, Messages.evaluation(12)))))));
            }

            migrate(database, "latest");

            try (Connection connection = connect(database)) {
                assertThat(rows(connection))
                        .containsExactlyInAnyOrder(
                                old.jobId() + " 0 wiener 11.25 Infinity null",
                                listing.jobId() + " 0 wiener 11 Infinity 0.01764705882352941",
                                listing.jobId() + " 1 rgdn@50 12 Infinity 0.01764705882352941");
            }
        }
    }

    /** As the code of that schema did; columns that the migration does not read are left empty. */
    private void store(Connection connection, List<AttackRequest> requests, List<String> results)
            throws SQLException, IOException {
        for (AttackRequest request : requests) {
            insert(
                    connection,
                    """
                    INSERT INTO job (id, request, image, image_sha256, image_width, image_height, arrives_blurred,
                                     network, network_sha256, objective, budget, steps, step_size, clip, iterate, seed)
                    VALUES (?, ?::jsonb, 'a', 's', 8, 6, false, ?, ?, 'untargeted', 4, 1, 0.1, true, 'last', 0)
                    """,
                    request.jobId(),
                    json.writeValueAsString(request),
                    request.network().id(),
                    request.network().sha256());
        }
        for (String result : results) {
            AttackResult read = json.readValue(result, AttackResult.class);
            String status = read.outcome() instanceof JobOutcome.Succeeded ? "SUCCEEDED" : "FAILED";
            insert(connection, """
                    INSERT INTO result (job_id, status, complete, worker, started_at, finished_at, result)
                    VALUES (?, ?, true, 'w', now(), now(), ?::jsonb)
                    """, read.jobId(), status, result);
        }
    }

    private static void insert(Connection connection, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    /** The message as it was written before there were judges. */
    private String older(AttackResult result) {
        ObjectNode tree = json.valueToTree(result);
        ObjectNode outcome = (ObjectNode) tree.get("outcome");
        outcome.remove("evaluations");
        ((ObjectNode) outcome.get("evaluation")).remove("eightBitMaxNorm");
        return tree.toString();
    }

    private static List<String> rows(Connection connection) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("""
                        SELECT concat_ws(' ', job_id, position, judge, attacked_to_sharp_psnr, clean_to_sharp_psnr,
                                         coalesce(eight_bit_max_norm::text, 'null'))
                        FROM evaluation
                        """)) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    private static void migrate(EmbeddedDatabase database, String target) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), null)
                .target(target)
                .load()
                .migrate();
    }

    private static Connection connect(EmbeddedDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), null);
    }
}
