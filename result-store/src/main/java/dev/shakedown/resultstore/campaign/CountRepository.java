package dev.shakedown.resultstore.campaign;

import dev.shakedown.resultstore.database.Sql;
import dev.shakedown.resultstore.job.JobChanges;
import dev.shakedown.resultstore.job.JobChanges.Standing;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table {@code campaign_count}: how many jobs of a campaign stand how, kept up to date by every transaction that
 * changes it. Two transactions at once, one with a job's request and one with its result, do not see each other, so
 * that a job may be missed: campaigns at rest are recounted.
 */
@Singleton
public class CountRepository {

    /**
     * Adds what a transaction changed, computed from how its jobs stand now. Campaigns are locked in the order of their
     * ids, so that no two transactions wait for each other.
     */
    private static final String ADD = """
            WITH asked AS (
                SELECT *
                FROM unnest(?, ?, ?) AS asked (campaign_id, ordinal, job_id)
            ), changed AS (
                SELECT *
                FROM unnest(?, ?) AS changed (job_id, before)
            ), place AS (
                SELECT campaign_id, job_id, 1 AS known, 'PENDING' AS before
                FROM asked
                UNION ALL
                SELECT cj.campaign_id, cj.job_id, 0, changed.before
                FROM changed
                JOIN campaign_job cj ON cj.job_id = changed.job_id
                WHERE (cj.campaign_id, cj.ordinal) NOT IN (SELECT campaign_id, ordinal FROM asked)
            ), difference AS (
                SELECT place.campaign_id,
                       sum(place.known) AS known,
                       sum((r.status = 'SUCCEEDED')::integer) - sum((place.before = 'SUCCEEDED')::integer) AS succeeded,
                       sum((r.status = 'FAILED')::integer) - sum((place.before = 'FAILED')::integer) AS failed
                FROM place
                CROSS JOIN LATERAL (
                    SELECT (
                        SELECT result.status
                        FROM result
                        LEFT JOIN job ON job.id = result.job_id
                        WHERE result.job_id = place.job_id
                          AND result.complete
                          AND (result.status = 'SUCCEEDED' OR result.retry >= coalesce(job.retry, 0)))
                ) AS ended (status)
                CROSS JOIN LATERAL (SELECT coalesce(ended.status, 'PENDING')) AS r (status)
                GROUP BY place.campaign_id
            )
            INSERT INTO campaign_count AS counted (campaign_id, known, succeeded, failed)
            SELECT campaign_id, known, succeeded, failed
            FROM difference
            WHERE known <> 0 OR succeeded <> 0 OR failed <> 0
            ORDER BY campaign_id
            ON CONFLICT (campaign_id) DO UPDATE
            SET known = counted.known + excluded.known,
                succeeded = counted.succeeded + excluded.succeeded,
                failed = counted.failed + excluded.failed,
                changed_at = clock_timestamp()
            """;

    /**
     * A campaign at rest that was not counted since it changed; or that does not say finished, now and then. The larger
     * it is, the less often it is counted: a thousand jobs a second are the most that this costs, a hundredth of the
     * time.
     */
    private static final String LOCK_DUE = """
            SELECT counted.campaign_id
            FROM campaign_count counted
            LEFT JOIN campaign ON campaign.id = counted.campaign_id
            WHERE changed_at < now() - make_interval(secs => ?)
              AND counted_at < now() - make_interval(secs => known / 1000.0)
              AND (counted_at < changed_at + make_interval(secs => ?)
                   OR (succeeded + failed IS DISTINCT FROM campaign.jobs
                       AND counted_at < now() - interval '10 minutes'))
            ORDER BY counted_at
            LIMIT 1
            FOR UPDATE OF counted SKIP LOCKED
            """;

    private static final String COUNT = """
            UPDATE campaign_count counted
            SET known = actual.known,
                succeeded = actual.succeeded,
                failed = actual.failed,
                counted_at = now()
            FROM campaign_count before
            CROSS JOIN LATERAL counts_of(before.campaign_id) AS actual
            WHERE before.campaign_id = ? AND counted.campaign_id = before.campaign_id
            RETURNING (before.known, before.succeeded, before.failed)
                      IS DISTINCT FROM (actual.known, actual.succeeded, actual.failed)
            """;

    private static final String TOTALS = """
            SELECT coalesce(sum(known - succeeded - failed), 0), coalesce(sum(succeeded), 0), coalesce(sum(failed), 0)
            FROM campaign_count
            """;

    /** A recounted campaign. */
    public record Recount(String campaignId, boolean wasWrong) {}

    /** Adds what this transaction changed. To be called after all else, because it locks the campaigns. */
    public void add(Connection connection, JobChanges changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        List<Map.Entry<String, Standing>> before = List.copyOf(changes.before().entrySet());
        Sql.update(
                connection,
                ADD,
                row -> changes.bindPlaces(row)
                        .texts(before.stream().map(Map.Entry::getKey).toList())
                        .texts(before.stream()
                                .map(entry -> entry.getValue().name())
                                .toList()));
    }

    /** Recounts one campaign that has been at rest for this long, if one is due. */
    public Optional<Recount> recount(Connection connection, Duration rest) throws SQLException {
        double seconds = rest.toMillis() / 1000.0;
        List<String> due =
                Sql.texts(connection, LOCK_DUE, row -> row.number(seconds).number(seconds));
        if (due.isEmpty()) {
            return Optional.empty();
        }
        String id = due.get(0);
        return Sql.first(connection, COUNT, row -> row.text(id), rows -> new Recount(id, rows.getBoolean(1)));
    }

    /** Jobs of all campaigns by how they stand; one that two campaigns share counts in each. */
    public Map<Standing, Long> totals(Connection connection) throws SQLException {
        return Sql.first(
                        connection,
                        TOTALS,
                        row -> {},
                        rows -> Map.of(
                                Standing.PENDING, rows.getLong(1),
                                Standing.SUCCEEDED, rows.getLong(2),
                                Standing.FAILED, rows.getLong(3)))
                .orElse(Map.of());
    }
}
