package dev.shakedown.resultstore.job;

import dev.shakedown.contract.http.EndedJob;
import dev.shakedown.contract.http.StepTime;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.resultstore.database.Columns;
import dev.shakedown.resultstore.database.Columns.Type;
import dev.shakedown.resultstore.database.Row;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables {@code result} and {@code job_artifact}. */
@Singleton
public class ResultRepository {

    private static final Type[] RESULT_TYPES = {
        Type.TEXT,
        Type.TEXT,
        Type.FLAG,
        Type.INTEGER,
        Type.TEXT,
        Type.TEXT,
        Type.TEXT,
        Type.TEXT,
        Type.TEXT,
        Type.BYTES,
        Type.TEXT,
        Type.TEXT,
        Type.TEXT,
        Type.NUMBER
    };

    private static final String INSERT_RESULT = """
            INSERT INTO result (job_id, status, complete, retry, failure_code, failure_message, worker, started_at,
                                finished_at, message, result, trace_steps, trace_objectives, seconds_per_step, network_sha256)
            SELECT job_id, status, complete, retry, failure_code, failure_message, worker, started_at::timestamptz,
                   finished_at::timestamptz, message, result::jsonb, trace_steps::integer[],
                   trace_objectives::double precision[], seconds_per_step,
                   (SELECT job.network_sha256 FROM job WHERE job.id = arrived.job_id)
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS arrived (
                job_id, status, complete, retry, failure_code, failure_message, worker, started_at, finished_at, message,
                result, trace_steps, trace_objectives, seconds_per_step)
            ON CONFLICT (job_id) DO NOTHING
            RETURNING job_id
            """;

    /** Locks them until the transaction ends. */
    private static final String FAILURES = """
            SELECT result.job_id, result.retry, result.complete AND result.retry >= coalesce(job.retry, 0) AS counts
            FROM result
            LEFT JOIN job ON job.id = result.job_id
            WHERE result.job_id = ANY (?::text[]) AND result.status = 'FAILED'
            ORDER BY result.job_id
            FOR UPDATE OF result
            """;

    private static final String DELETE_EVALUATIONS = """
            DELETE FROM evaluation
            WHERE job_id = ANY (?::text[])
            """;

    private static final String DELETE_ARTIFACTS = """
            DELETE FROM job_artifact
            WHERE job_id = ANY (?::text[])
            """;

    private static final String DELETE_RESULTS = """
            DELETE FROM result
            WHERE job_id = ANY (?::text[])
            """;

    private static final String INSERT_ARTIFACT = """
            INSERT INTO job_artifact (job_id, kind, sha256)
            SELECT job_id, kind, sha256
            FROM unnest(?, ?, ?) AS arrived (job_id, kind, sha256)
            ON CONFLICT (job_id, kind) DO NOTHING
            """;

    /** A request may come after the result. */
    private static final String NAME_NETWORKS = """
            UPDATE result
            SET network_sha256 = job.network_sha256
            FROM job
            WHERE job.id = ANY (?::text[]) AND result.job_id = job.id AND result.network_sha256 IS NULL
            RETURNING result.job_id
            """;

    private static final String ENDS = """
            SELECT job_id, status, retry
            FROM result
            WHERE job_id = ANY (?::text[]) AND complete
            """;

    private static final String STEP_TIMES = """
            SELECT newest.network_sha256, job.image_width, job.image_height,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY newest.seconds_per_step), count(*)
            FROM (
                SELECT job_id, network_sha256, seconds_per_step
                FROM result
                WHERE network_sha256 = ? AND status = 'SUCCEEDED'
                ORDER BY finished_at DESC
                LIMIT 1000
            ) AS newest
            JOIN job ON job.id = newest.job_id
            GROUP BY newest.network_sha256, job.image_width, job.image_height
            ORDER BY job.image_width, job.image_height
            """;

    private static final String STORED = """
            SELECT sha256
            FROM blob
            WHERE sha256 = ANY (?::text[])
            """;

    private static final String COMPLETE = """
            UPDATE result
            SET complete = true
            WHERE NOT complete
              AND job_id = ANY (ARRAY(SELECT job_id FROM job_artifact WHERE sha256 = ANY (?::text[])))
              AND NOT EXISTS (
                  SELECT 1
                  FROM job_artifact
                  WHERE job_artifact.job_id = result.job_id
                    AND NOT EXISTS (SELECT 1 FROM blob WHERE blob.sha256 = job_artifact.sha256))
            RETURNING job_id
            """;

    private static final String COMPLETE_ALL = """
            UPDATE result
            SET complete = true
            WHERE NOT complete
              AND NOT EXISTS (
                  SELECT 1
                  FROM job_artifact
                  WHERE job_artifact.job_id = result.job_id
                    AND NOT EXISTS (SELECT 1 FROM blob WHERE blob.sha256 = job_artifact.sha256))
            RETURNING job_id
            """;

    /**
     * Stores results of jobs that have none, or that have a failure which is to be replaced.
     *
     * @return those that were stored
     */
    public List<ArrivedResult> insertAll(Connection connection, List<ArrivedResult> results, JobChanges changes)
            throws SQLException {
        Map<String, ArrivedResult> waiting = new TreeMap<>();
        results.forEach(result -> waiting.merge(
                result.result().jobId(), result, (known, later) -> later.replaces(known) ? later : known));
        List<String> inserted = insert(connection, waiting.values());
        inserted.forEach(jobId -> changes.changed(jobId, JobChanges.Standing.PENDING));
        List<ArrivedResult> written = take(waiting, inserted);
        if (!waiting.isEmpty()) {
            List<String> replaced = deleteReplaced(connection, waiting, changes);
            if (!replaced.isEmpty()) {
                List<ArrivedResult> others = take(waiting, replaced);
                insert(connection, others);
                written.addAll(others);
            }
        }
        insertArtifacts(connection, written);
        return written;
    }

    private static List<ArrivedResult> take(Map<String, ArrivedResult> waiting, List<String> jobIds) {
        return jobIds.stream()
                .flatMap(jobId -> Optional.ofNullable(waiting.remove(jobId)).stream())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<String> insert(Connection connection, Collection<ArrivedResult> results) throws SQLException {
        Set<String> stored = storedArtifacts(connection, results);
        Columns columns = new Columns(RESULT_TYPES);
        for (ArrivedResult arrived : results) {
            boolean isComplete = arrived.artifacts().stream().allMatch(artifact -> stored.contains(artifact.sha256()));
            columns.add(row(arrived, isComplete));
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT_RESULT)) {
            columns.bind(statement);
            return texts(statement);
        }
    }

    /** A row that is complete at once need not be written twice. */
    private static Set<String> storedArtifacts(Connection connection, Collection<ArrivedResult> results)
            throws SQLException {
        Set<String> named = results.stream()
                .flatMap(result -> result.artifacts().stream())
                .map(ArtifactRef::sha256)
                .collect(Collectors.toSet());
        if (named.isEmpty()) {
            return Set.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(STORED)) {
            Columns.ofTexts(named).bind(statement);
            return Set.copyOf(texts(statement));
        }
    }

    /** Deletes failures that what waits is to replace, with all that belongs to them. */
    private static List<String> deleteReplaced(
            Connection connection, Map<String, ArrivedResult> waiting, JobChanges changes) throws SQLException {
        List<String> replaced = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(FAILURES)) {
            Columns.ofTexts(waiting.keySet()).bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String jobId = rows.getString(1);
                    ArrivedResult arrived = waiting.get(jobId);
                    if (arrived != null && arrived.replacesFailure(rows.getInt(2))) {
                        replaced.add(jobId);
                        changes.changed(
                                jobId, rows.getBoolean(3) ? JobChanges.Standing.FAILED : JobChanges.Standing.PENDING);
                    }
                }
            }
        }
        if (!replaced.isEmpty()) {
            for (String delete : List.of(DELETE_EVALUATIONS, DELETE_ARTIFACTS, DELETE_RESULTS)) {
                try (PreparedStatement statement = connection.prepareStatement(delete)) {
                    Columns.ofTexts(replaced).bind(statement);
                    statement.executeUpdate();
                }
            }
        }
        return replaced;
    }

    private static void insertArtifacts(Connection connection, List<ArrivedResult> results) throws SQLException {
        Columns columns = new Columns(Type.TEXT, Type.TEXT, Type.TEXT);
        for (ArrivedResult arrived : results) {
            for (ArtifactRef artifact : arrived.artifacts()) {
                columns.add(arrived.result().jobId(), artifact.kind().wireName(), artifact.sha256());
            }
        }
        if (!columns.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(INSERT_ARTIFACT)) {
                columns.bind(statement);
                statement.executeUpdate();
            }
        }
    }

    /**
     * Notes the networks of jobs whose request has just come, where the result was there before it.
     *
     * @return these jobs
     */
    public List<String> nameNetworks(Connection connection, Collection<String> jobIds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NAME_NETWORKS)) {
            Columns.ofTexts(jobIds).bind(statement);
            return texts(statement);
        }
    }

    /** Marks results whose artifacts are all stored now, among those that these blobs touch. */
    public void complete(Connection connection, Collection<String> newBlobs, JobChanges changes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COMPLETE)) {
            Columns.ofTexts(newBlobs).bind(statement);
            texts(statement).forEach(jobId -> changes.changed(jobId, JobChanges.Standing.PENDING));
        }
    }

    /**
     * Marks every result whose artifacts are all stored. Finds what {@link #complete} cannot: a result and its last
     * artifact stored at the same time by two transactions that do not see each other.
     */
    public JobChanges completeAll(Connection connection) throws SQLException {
        JobChanges changes = new JobChanges();
        try (PreparedStatement statement = connection.prepareStatement(COMPLETE_ALL)) {
            texts(statement).forEach(jobId -> changes.changed(jobId, JobChanges.Standing.PENDING));
        }
        return changes;
    }

    /** Those of these jobs that have ended and whose artifacts are all stored. */
    public Map<String, EndedJob> ends(Connection connection, Collection<String> jobIds) throws SQLException {
        Map<String, EndedJob> ends = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(ENDS)) {
            Columns.ofTexts(jobIds).bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ends.put(
                            rows.getString(1),
                            new EndedJob(EndedJob.Status.valueOf(rows.getString(2)), rows.getInt(3)));
                }
            }
        }
        return ends;
    }

    /** How fast a network was attacked by the thousand jobs that succeeded last, by size of image. */
    public List<StepTime> stepTimes(Connection connection, String networkSha256) throws SQLException {
        List<StepTime> times = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(STEP_TIMES)) {
            new Row(statement).text(networkSha256);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    times.add(new StepTime(
                            rows.getString(1), rows.getInt(2), rows.getInt(3), rows.getDouble(4), rows.getLong(5)));
                }
            }
        }
        return times;
    }

    private static List<String> texts(PreparedStatement statement) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private static @Nullable Object[] row(ArrivedResult arrived, boolean isComplete) {
        AttackResult result = arrived.result();
        JobOutcome.Succeeded success = result.outcome() instanceof JobOutcome.Succeeded s ? s : null;
        JobOutcome.Failed failure = result.outcome() instanceof JobOutcome.Failed f ? f : null;
        List<@Nullable Object> row = new ArrayList<>(RESULT_TYPES.length);
        row.add(result.jobId());
        row.add(success == null ? "FAILED" : "SUCCEEDED");
        row.add(isComplete);
        row.add(arrived.retry());
        row.add(failure == null ? null : failure.code());
        row.add(failure == null ? null : failure.message());
        row.add(result.worker());
        row.add(result.started());
        row.add(result.finished());
        row.add(arrived.message() == null ? null : arrived.message().bytes());
        row.add(arrived.json());
        List<TracePoint> trace = success == null || arrived.message() == null ? null : success.trace();
        row.add(trace == null ? null : array(trace, point -> Integer.toString(point.step())));
        row.add(trace == null ? null : array(trace, point -> Double.toString(point.objective())));
        row.add(success == null ? null : (Double) success.secondsPerStep());
        return row.toArray();
    }

    private static String array(List<TracePoint> trace, Function<TracePoint, String> number) {
        return trace.stream().map(number).collect(Collectors.joining(",", "{", "}"));
    }
}
