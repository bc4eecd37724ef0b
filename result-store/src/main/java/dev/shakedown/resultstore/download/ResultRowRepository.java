package dev.shakedown.resultstore.download;

import dev.shakedown.resultstore.database.Sql;
import dev.shakedown.resultstore.database.Table;
import dev.shakedown.resultstore.measurement.SelectionRepository.Selection;
import dev.shakedown.resultstore.parameter.ResultFilter;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a campaign's rows of the view {@code job_result}, and its perturbations, a few at a time. */
@Singleton
public class ResultRowRepository {

    /** Whatever the filters leave, no more than a page of jobs is read. */
    private static final String ROWS = """
            SELECT r.*
            FROM job_result r
            WHERE r.campaign_id = ? AND r.ordinal > ? AND r.ordinal <= ?
              AND r.data_set IS NOT DISTINCT FROM coalesce(?, r.data_set)
              AND r.image = coalesce(?, r.image)
              AND r.network = coalesce(?, r.network)
              AND r.objective = coalesce(?, r.objective)
              AND r.attack = coalesce(?, r.attack)
              AND r.target IS NOT DISTINCT FROM coalesce(?, r.target)
              AND r.norm = coalesce(?, r.norm)
              AND r.kernel_size IS NOT DISTINCT FROM coalesce(?, r.kernel_size)
              AND r.budget = coalesce(?, r.budget)
              AND (?::text IS NULL OR ? = ANY (r.warnings))
              AND r.state = coalesce(?, r.state)
              AND (?::text IS NULL OR r.failure_code = ? AND r.state = 'FAILED')
              AND (?::text IS NULL
                   OR EXISTS (SELECT 1 FROM evaluation e WHERE e.job_id = r.job_id AND e.judge = ?))
            ORDER BY r.ordinal
            LIMIT ?
            """;

    private static final String LAST_ORDINAL = """
            SELECT max(ordinal)
            FROM campaign_job
            WHERE campaign_id = ?
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

    record Perturbation(long ordinal, String jobId, String sha256) {}

    /** Those that are wanted of so many jobs after an ordinal: whole rows. */
    Table rows(Connection connection, ResultFilter filter, long after, int jobs) throws SQLException {
        Selection selection = filter.selection();
        @Nullable String judge = selection.judge();
        return Sql.table(
                connection,
                ROWS,
                row -> selection
                        .bindFilters(row.text(selection.campaignId())
                                .number((Long) after)
                                .number((Long) (after + jobs)))
                        .text(filter.state())
                        .text(filter.code())
                        .text(filter.code())
                        .text(judge)
                        .text(judge)
                        .number((Integer) jobs));
    }

    /** The ordinal of the last job that is known; -1 if there is none. */
    long lastOrdinal(Connection connection, String campaignId) throws SQLException {
        Table last = Sql.table(connection, LAST_ORDINAL, row -> row.text(campaignId));
        return last.rows().get(0).get(0) instanceof Long ordinal ? ordinal : -1;
    }

    /** Perturbations of jobs that succeeded, after an ordinal. */
    List<Perturbation> perturbations(Connection connection, String campaignId, long after, int limit)
            throws SQLException {
        return Sql.list(
                connection,
                PERTURBATIONS,
                row -> row.text(campaignId).number((Long) after).number((Integer) limit),
                rows -> new Perturbation(rows.getLong(1), rows.getString(2), rows.getString(3)));
    }
}
