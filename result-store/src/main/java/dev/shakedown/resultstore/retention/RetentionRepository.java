package dev.shakedown.resultstore.retention;

import dev.shakedown.resultstore.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Decides which artifacts are kept, and deletes blobs that nothing refers to. */
@Singleton
public class RetentionRepository {

    /**
     * A campaign that has not arrived yet, or a job without a known campaign, keeps everything. The jobs of campaigns
     * that let go come first: mostly there are none.
     */
    private static final String LET_GO = """
            WITH asked AS MATERIALIZED (
                SELECT DISTINCT cj.job_id
                FROM campaign c
                JOIN campaign_job cj ON cj.campaign_id = c.id
                WHERE c.retention <> 'all' AND cj.job_id = ANY (?::text[])
            )
            UPDATE job_artifact a
            SET kept = false
            FROM asked
            JOIN result r ON r.job_id = asked.job_id AND r.complete
            WHERE a.job_id = asked.job_id AND a.kept
              AND NOT EXISTS (
                  SELECT 1
                  FROM campaign_job cj
                  LEFT JOIN campaign c ON c.id = cj.campaign_id
                  WHERE cj.job_id = a.job_id AND keeps(coalesce(c.retention, 'all'), a.kind))
            """;

    /** Jobs that were complete before their campaign arrived, or were missed. */
    private static final String STILL_KEPT = """
            SELECT cj.job_id
            FROM campaign c
            JOIN campaign_job cj ON cj.campaign_id = c.id
            JOIN result r ON r.job_id = cj.job_id AND r.complete
            WHERE c.retention <> 'all'
              AND EXISTS (
                  SELECT 1
                  FROM job_artifact a
                  WHERE a.job_id = cj.job_id AND a.kept
                    AND NOT EXISTS (
                        SELECT 1
                        FROM campaign_job other
                        LEFT JOIN campaign o ON o.id = other.campaign_id
                        WHERE other.job_id = a.job_id AND keeps(coalesce(o.retention, 'all'), a.kind)))
            LIMIT ?
            """;

    private static final String ORPHANS = """
            SELECT sha256, length
            FROM orphan_blobs(make_interval(secs => ?)) AS orphan
            WHERE EXISTS (SELECT 1 FROM job_artifact a WHERE a.sha256 = orphan.sha256) = ?
            LIMIT ?
            """;

    /** Looks again: one of them may have been used since. A user of a blob touches it first. */
    private static final String DELETE = """
            WITH deleted AS (
                DELETE FROM blob b
                WHERE b.sha256 = ANY (?::text[])
                  AND b.used_at < now() - make_interval(secs => ?)
                  AND NOT EXISTS (SELECT 1 FROM job_artifact a WHERE a.sha256 = b.sha256 AND a.kept)
                RETURNING b.length, b.object
            ), loose AS (
                INSERT INTO loose_object (key, due)
                SELECT object, now()
                FROM deleted
                WHERE object IS NOT NULL
                ON CONFLICT (key) DO NOTHING
            )
            SELECT length
            FROM deleted
            """;

    /** What was deleted. */
    public record Deleted(int blobs, long bytes) {}

    /** Lets go of artifacts of these jobs that no campaign wants kept, once the job is complete. */
    public void letGo(Connection connection, Collection<String> jobIds) throws SQLException {
        Sql.update(connection, LET_GO, row -> row.texts(jobIds));
    }

    /** Jobs with artifacts that no campaign wants kept and that were not let go. */
    List<String> stillKept(Connection connection, int limit) throws SQLException {
        return Sql.texts(connection, STILL_KEPT, row -> row.number((Integer) limit));
    }

    /**
     * Deletes blobs that nothing refers to.
     *
     * @param unused for how long they must not have been used
     * @param artifacts those that were let go, or those that never were any job's
     */
    Deleted delete(Connection connection, Duration unused, boolean artifacts, int limit) throws SQLException {
        double seconds = unused.toMillis() / 1000.0;
        List<String> orphans = Sql.texts(
                connection, ORPHANS, row -> row.number(seconds).flag(artifacts).number((Integer) limit));
        if (orphans.isEmpty()) {
            return new Deleted(0, 0);
        }
        List<Long> lengths = Sql.list(
                connection, DELETE, row -> row.texts(orphans).number((Double) seconds), rows -> rows.getLong(1));
        return new Deleted(
                lengths.size(), lengths.stream().mapToLong(Long::longValue).sum());
    }
}
