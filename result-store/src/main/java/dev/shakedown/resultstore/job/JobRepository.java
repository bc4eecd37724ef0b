package dev.shakedown.resultstore.job;

import static dev.shakedown.resultstore.database.ColumnType.BIGINT;
import static dev.shakedown.resultstore.database.ColumnType.INTEGER;
import static dev.shakedown.resultstore.database.ColumnType.JSONB;
import static dev.shakedown.resultstore.database.ColumnType.TEXT;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.resultstore.database.BatchInsert;
import dev.shakedown.resultstore.database.PackedText;
import dev.shakedown.resultstore.database.ReceivedMessage;
import dev.shakedown.resultstore.database.Row;
import dev.shakedown.resultstore.database.Sql;
import dev.shakedown.resultstore.database.StorableText;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tables {@code job} and {@code campaign_job}. */
@Singleton
public class JobRepository {

    /** A request's place in its campaign; the message is null where it has just become its job's own. */
    private record NewPlace(AttackRequest request, @Nullable String json) {}

    private static final BatchInsert<NewPlace> INSERT_PLACE = BatchInsert.<NewPlace>into("campaign_job")
            .column("campaign_id", TEXT, row -> row.request().campaignId())
            .column("ordinal", BIGINT, row -> row.request().ordinal())
            .column("job_id", TEXT, row -> row.request().jobId())
            .column("data_set", TEXT, row -> row.request().source().dataSet())
            .column("image", TEXT, row -> row.request().source().name())
            .column(
                    "attack",
                    TEXT,
                    row -> StorableText.of(row.request().attack().name()))
            .column("target", TEXT, row -> JobColumns.targetName(row.request()))
            .column("request", JSONB, NewPlace::json)
            .ending("ON CONFLICT (campaign_id, ordinal) DO NOTHING RETURNING campaign_id, ordinal, job_id");

    /** Locks the jobs, so that two transactions do not retry one at the same time. */
    private static final String RETRIED_LESS_OFTEN = """
            SELECT job.id, arrived.retry, result.complete AND result.retry >= job.retry AS failed
            FROM unnest(?, ?) AS arrived (id, retry)
            JOIN job ON job.id = arrived.id AND job.retry < arrived.retry
            LEFT JOIN result ON result.job_id = job.id AND result.status = 'FAILED'
            ORDER BY job.id
            FOR UPDATE OF job
            """;

    private static final String RETRY = """
            UPDATE job
            SET retry = arrived.retry
            FROM unnest(?, ?) AS arrived (id, retry)
            WHERE job.id = arrived.id
            """;

    private static final String FIND = """
            SELECT 0 AS ordinal, job.request, result.message
            FROM job
            LEFT JOIN result ON result.job_id = job.id AND result.complete
            WHERE job.id = ?
            """;

    /** The letter g comes after every hexadecimal digit. */
    private static final String IDS_THAT_BEGIN = """
            SELECT id
            FROM job
            WHERE id >= ? AND id < ? || 'g'
            ORDER BY id
            LIMIT ?
            """;

    private static final String FIND_ALL = """
            SELECT campaign_job.ordinal, coalesce(campaign_job.request, job.request) AS request, result.message
            FROM campaign_job
            JOIN job ON job.id = campaign_job.job_id
            LEFT JOIN result ON result.job_id = campaign_job.job_id
            WHERE campaign_job.campaign_id = ? AND campaign_job.ordinal = ANY (?::bigint[])
            """;

    private static final String ENDED = """
            SELECT campaign_job.ordinal
            FROM campaign_job
            JOIN result ON result.job_id = campaign_job.job_id
            WHERE campaign_job.campaign_id = ? AND campaign_job.ordinal > ? AND result.complete
            ORDER BY campaign_job.ordinal
            LIMIT ?
            """;

    private final BatchInsert<JobColumns.NewJob> insertJob;

    public JobRepository(ObjectMapper json) {
        this.insertJob = JobColumns.insert(json);
    }

    /**
     * Stores requests that are new; a job that another campaign asked for keeps its first request, and knows of its
     * latest retry.
     *
     * @return the jobs that are new
     */
    public List<String> insertAll(
            Connection connection, List<ReceivedMessage<AttackRequest>> requests, JobChanges changes)
            throws SQLException {
        Map<String, Integer> retries = new TreeMap<>();
        Map<String, ReceivedMessage<AttackRequest>> firsts = new LinkedHashMap<>();
        for (ReceivedMessage<AttackRequest> received : requests) {
            AttackRequest request = received.body();
            retries.merge(request.jobId(), request.delivery().retry(), Math::max);
            firsts.putIfAbsent(request.jobId(), received);
        }
        List<String> isNew = insertJobs(
                connection,
                firsts.entrySet().stream()
                        .map(first -> new JobColumns.NewJob(
                                first.getValue().body(),
                                first.getValue().json(),
                                retries.getOrDefault(first.getKey(), 0)))
                        .toList());
        firsts.keySet().retainAll(isNew);
        isNew.forEach(retries::remove);
        retries.values().removeIf(retry -> retry == 0);
        if (!retries.isEmpty()) {
            retry(connection, retries, changes);
        }
        insertPlaces(
                connection,
                requests.stream()
                        .map(received -> new NewPlace(
                                received.body(),
                                received.equals(firsts.get(received.body().jobId())) ? null : received.json()))
                        .toList(),
                changes);
        return isNew;
    }

    private List<String> insertJobs(Connection connection, List<JobColumns.NewJob> jobs) throws SQLException {
        return insertJob.insert(connection, jobs, rows -> rows.getString(1));
    }

    private static void insertPlaces(Connection connection, List<NewPlace> places, JobChanges changes)
            throws SQLException {
        INSERT_PLACE
                .insert(
                        connection,
                        places,
                        rows -> new JobChanges.Place(
                                rows.getString("campaign_id"), rows.getLong("ordinal"), rows.getString("job_id")))
                .forEach(changes::asksFor);
    }

    private static void retry(Connection connection, Map<String, Integer> retries, JobChanges changes)
            throws SQLException {
        Map<String, Integer> higher = new TreeMap<>();
        Sql.each(connection, RETRIED_LESS_OFTEN, row -> bind(row, retries), rows -> {
            if (rows.getBoolean("failed")) {
                changes.changed(rows.getString("id"), JobChanges.Standing.FAILED);
            }
            higher.put(rows.getString("id"), rows.getInt("retry"));
        });
        if (!higher.isEmpty()) {
            Sql.update(connection, RETRY, row -> bind(row, higher));
        }
    }

    private static void bind(Row row, Map<String, Integer> retries) throws SQLException {
        row.texts(retries.keySet()).array(INTEGER, List.copyOf(retries.values()));
    }

    public Optional<JobRow> find(Connection connection, String jobId) throws SQLException {
        return Sql.first(connection, FIND, row -> row.text(jobId), JobRepository::job);
    }

    /** Ids of jobs that begin with these hexadecimal digits, sorted. */
    public List<String> idsThatBegin(Connection connection, String digits, int most) throws SQLException {
        return Sql.texts(
                connection, IDS_THAT_BEGIN, row -> row.text(digits).text(digits).number((Integer) most));
    }

    /** Jobs of a campaign at these places; those that have none are left out. */
    public List<JobRow> find(Connection connection, String campaignId, List<Long> ordinals) throws SQLException {
        return Sql.list(connection, FIND_ALL, row -> row.text(campaignId).array(BIGINT, ordinals), JobRepository::job);
    }

    /** Places of a campaign's jobs that have ended and whose artifacts are all stored, in order. */
    public List<Long> endedOrdinals(Connection connection, String campaignId, long after, int limit)
            throws SQLException {
        return Sql.list(
                connection, ENDED, row -> row.text(campaignId).number(after).number(limit), rows -> rows.getLong(1));
    }

    private static JobRow job(ResultSet rows) throws SQLException {
        byte[] message = rows.getBytes("message");
        return new JobRow(
                rows.getLong("ordinal"),
                rows.getString("request"),
                message == null ? null : PackedText.read(message).text());
    }

    /**
     * A job of the database.
     *
     * @param ordinal the job's place in the campaign that was asked about; 0 where none was
     * @param request the {@code AttackRequest} message as JSON
     * @param result the {@code AttackResult} message as JSON; null until the job has ended
     */
    public record JobRow(
            long ordinal, String request, @Nullable String result) {}
}
