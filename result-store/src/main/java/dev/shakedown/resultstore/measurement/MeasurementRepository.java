package dev.shakedown.resultstore.measurement;

import dev.shakedown.resultstore.database.Sql;
import dev.shakedown.resultstore.job.JobChanges;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;

/** Writes the tables {@code series} and {@code measurement}, which follow from what is stored of jobs. */
@Singleton
public class MeasurementRepository {

    /** Places that this transaction added, and all places of jobs that it changed, if the job has succeeded. */
    private static final String ADD = """
            SELECT measure(array_agg(place.campaign_id), array_agg(place.ordinal))
            FROM (
                SELECT asked.campaign_id, asked.ordinal
                FROM unnest(?, ?, ?) AS asked (campaign_id, ordinal, job_id)
                JOIN result r ON r.job_id = asked.job_id AND r.complete AND r.status = 'SUCCEEDED'
                UNION
                SELECT cj.campaign_id, cj.ordinal
                FROM unnest(?) AS changed (job_id)
                JOIN result r ON r.job_id = changed.job_id AND r.complete AND r.status = 'SUCCEEDED'
                JOIN campaign_job cj ON cj.job_id = changed.job_id
            ) AS place
            HAVING count(*) > 0
            """;

    private static final String REPAIR = """
            SELECT measure(array_agg(cj.campaign_id), array_agg(cj.ordinal))
            FROM campaign_job cj
            JOIN result r ON r.job_id = cj.job_id AND r.complete AND r.status = 'SUCCEEDED'
            WHERE cj.campaign_id = ?
              AND NOT EXISTS (
                  SELECT 1
                  FROM series s
                  JOIN measurement m ON m.series_id = s.id AND m.ordinal = cj.ordinal
                  WHERE s.campaign_id = cj.campaign_id)
            HAVING count(*) > 0
            """;

    /** Adds what this transaction changed. To be called after the results, their evaluations and the places. */
    public void add(Connection connection, JobChanges changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        Sql.each(connection, ADD, row -> changes.bindPlaces(row).texts(changes.jobIds()), rows -> {});
    }

    /** Adds what two transactions at once have missed of a campaign. */
    public void repair(Connection connection, String campaignId) throws SQLException {
        Sql.each(connection, REPAIR, row -> row.text(campaignId), rows -> {});
    }
}
