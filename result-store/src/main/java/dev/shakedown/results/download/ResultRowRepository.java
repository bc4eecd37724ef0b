package dev.shakedown.results.download;

import dev.shakedown.results.database.Row;
import dev.shakedown.results.database.Table;
import dev.shakedown.results.database.TableReader;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a campaign's rows of the view {@code job_result}, and its perturbations, a few at a time. */
@Singleton
public class ResultRowRepository {

    private static final String ROWS = """
            SELECT *
            FROM job_result
            WHERE campaign_id = ? AND ordinal > ?
            ORDER BY ordinal
            LIMIT ?
            """;

    private static final String PERTURBATIONS = """
            SELECT cj.ordinal, cj.job_id, a.sha256
            FROM campaign_job cj
            JOIN result r ON r.job_id = cj.job_id AND r.complete AND r.status = 'SUCCEEDED'
            JOIN job_artifact a ON a.job_id = cj.job_id AND a.kind = 'perturbation' AND a.kept
            WHERE cj.campaign_id = ? AND cj.ordinal > ?
            ORDER BY cj.ordinal
            LIMIT ?
            """;

    /** A job's perturbation. */
    record Perturbation(long ordinal, String jobId, String sha256) {}

    /** Rows after an ordinal, the whole of them. */
    Table rows(Connection connection, String campaignId, long after, int limit) throws SQLException {
        return read(connection, ROWS, campaignId, after, limit);
    }

    /** Perturbations of jobs that succeeded, after an ordinal. */
    List<Perturbation> perturbations(Connection connection, String campaignId, long after, int limit)
            throws SQLException {
        return read(connection, PERTURBATIONS, campaignId, after, limit).rows().stream()
                .map(ResultRowRepository::perturbation)
                .toList();
    }

    private static Perturbation perturbation(List<@Nullable Object> row) {
        return new Perturbation(
                ((Number) Objects.requireNonNull(row.get(0))).longValue(),
                String.valueOf(row.get(1)),
                String.valueOf(row.get(2)));
    }

    private static Table read(Connection connection, String sql, String campaignId, long after, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            new Row(statement).text(campaignId).number((Long) after).number((Integer) limit);
            return TableReader.read(statement);
        }
    }
}
