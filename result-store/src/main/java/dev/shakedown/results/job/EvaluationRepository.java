package dev.shakedown.results.job;

import dev.shakedown.results.database.Columns;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/** The table {@code evaluation}, whose rows follow from what is stored in {@code result} and {@code job}. */
@Singleton
public class EvaluationRepository {

    private static final String INSERT = """
            INSERT INTO evaluation
            SELECT stored.*
            FROM evaluations_of(?::text[]) AS stored
            ON CONFLICT (job_id, position) DO NOTHING
            """;

    /**
     * Stores the evaluations of those of these jobs that have a result. Must be called for jobs whose result or whose
     * request has come: an older result names no judge, and means the network that only the request names.
     */
    public void insertAll(Connection connection, Collection<String> jobIds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            Columns.ofTexts(jobIds).bind(statement);
            statement.executeUpdate();
        }
    }
}
