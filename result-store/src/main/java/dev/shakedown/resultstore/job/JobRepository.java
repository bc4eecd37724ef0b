package dev.shakedown.resultstore.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.resultstore.database.BatchInsert;
import dev.shakedown.resultstore.database.ColumnType;
import dev.shakedown.resultstore.database.PackedText;
import dev.shakedown.resultstore.database.ReceivedMessage;
import dev.shakedown.resultstore.database.Row;
import dev.shakedown.resultstore.database.TableReader;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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
            .column("campaign_id", ColumnType.TEXT, row -> row.request().campaignId())
            .column("ordinal", ColumnType.BIGINT, row -> row.request().ordinal())
            .column("job_id", ColumnType.TEXT, row -> row.request().jobId())
            .column("data_set", ColumnType.TEXT, row -> row.request().source().dataSet())
            .column("image", ColumnType.TEXT, row -> row.request().source().name())
            .column("target", ColumnType.TEXT, row -> JobColumns.targetName(row.request()))
            .column("request", ColumnType.JSONB, NewPlace::json)
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
        try (PreparedStatement statement = insertJob.prepare(connection, jobs)) {
            return TableReader.texts(statement);
        }
    }

    private static void insertPlaces(Connection connection, List<NewPlace> places, JobChanges changes)
            throws SQLException {
        try (PreparedStatement statement = INSERT_PLACE.prepare(connection, places);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                changes.asksFor(new JobChanges.Place(
                        rows.getString("campaign_id"), rows.getLong("ordinal"), rows.getString("job_id")));
            }
        }
    }

    private static void retry(Connection connection, Map<String, Integer> retries, JobChanges changes)
            throws SQLException {
        Map<String, Integer> higher = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(RETRIED_LESS_OFTEN)) {
            bind(statement, retries);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    higher.put(rows.getString("id"), rows.getInt("retry"));
                    if (rows.getBoolean("failed")) {
                        changes.changed(rows.getString("id"), JobChanges.Standing.FAILED);
                    }
                }
            }
        }
        if (!higher.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(RETRY)) {
                bind(statement, higher);
                statement.executeUpdate();
            }
        }
    }

    private static void bind(PreparedStatement statement, Map<String, Integer> retries) throws SQLException {
        new Row(statement).texts(retries.keySet()).array(ColumnType.INTEGER, List.copyOf(retries.values()));
    }

    public Optional<JobRow> find(Connection connection, String jobId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            new Row(statement).text(jobId);
            return jobs(statement).stream().findFirst();
        }
    }

    /** Jobs of a campaign at these places; those that have none are left out. */
    public List<JobRow> find(Connection connection, String campaignId, List<Long> ordinals) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND_ALL)) {
            new Row(statement).text(campaignId).array(ColumnType.BIGINT, ordinals);
            return jobs(statement);
        }
    }

    /** Places of a campaign's jobs that have ended and whose artifacts are all stored, in order. */
    public List<Long> endedOrdinals(Connection connection, String campaignId, long after, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ENDED)) {
            new Row(statement).text(campaignId).number(after).number(limit);
            List<Long> ordinals = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ordinals.add(rows.getLong(1));
                }
            }
            return ordinals;
        }
    }

    private static List<JobRow> jobs(PreparedStatement statement) throws SQLException {
        List<JobRow> jobs = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                byte[] message = rows.getBytes("message");
                jobs.add(new JobRow(
                        rows.getLong("ordinal"),
                        rows.getString("request"),
                        message == null ? null : PackedText.read(message).text()));
            }
        }
        return jobs;
    }
}
