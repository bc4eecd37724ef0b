package dev.shakedown.resultstore.job;

import static dev.shakedown.resultstore.database.ColumnType.BYTES;
import static dev.shakedown.resultstore.database.ColumnType.FLAG;
import static dev.shakedown.resultstore.database.ColumnType.INTEGER;
import static dev.shakedown.resultstore.database.ColumnType.INTEGERS;
import static dev.shakedown.resultstore.database.ColumnType.NUMBER;
import static dev.shakedown.resultstore.database.ColumnType.NUMBERS;
import static dev.shakedown.resultstore.database.ColumnType.TEXT;
import static dev.shakedown.resultstore.database.ColumnType.TEXTS;
import static dev.shakedown.resultstore.database.ColumnType.TIME;

import dev.shakedown.contract.Warning;
import dev.shakedown.contract.http.JobStates.EndedJob;
import dev.shakedown.contract.http.StepTime;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.TracePoint;
import dev.shakedown.resultstore.database.BatchInsert;
import dev.shakedown.resultstore.database.ColumnType;
import dev.shakedown.resultstore.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
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

    /** A result, and whether all its artifacts are stored already. */
    private record NewResult(ArrivedResult arrived, boolean isComplete) {

        AttackResult result() {
            return arrived.result();
        }

        JobOutcome.@Nullable Succeeded success() {
            return result().outcome() instanceof JobOutcome.Succeeded success ? success : null;
        }

        JobOutcome.@Nullable Failed failure() {
            return result().outcome() instanceof JobOutcome.Failed failure ? failure : null;
        }

        List<Warning> warnings() {
            JobOutcome.Succeeded success = success();
            return success == null ? List.of() : success.warnings();
        }

        @Nullable
        String trace(Function<TracePoint, ? extends Number> number) {
            JobOutcome.Succeeded success = success();
            return success == null
                    ? null
                    : success.trace().stream()
                            .map(point -> number.apply(point).toString())
                            .collect(Collectors.joining(",", "{", "}"));
        }
    }

    private static final BatchInsert<NewResult> INSERT_RESULT = BatchInsert.<NewResult>into("result")
            .column("job_id", TEXT, row -> row.result().jobId())
            .column("status", TEXT, row -> row.success() == null ? "FAILED" : "SUCCEEDED")
            .column("complete", FLAG, NewResult::isComplete)
            .column("retry", INTEGER, row -> row.arrived().retry())
            .column(
                    "failure_code",
                    TEXT,
                    row -> row.failure() == null ? null : row.failure().code())
            .column(
                    "failure_message",
                    TEXT,
                    row -> row.failure() == null ? null : row.failure().message())
            .column("worker", TEXT, row -> row.result().worker())
            .column("started_at", TIME, row -> row.result().started())
            .column("finished_at", TIME, row -> row.result().finished())
            .computed("network_sha256", "(SELECT job.network_sha256 FROM job WHERE job.id = arrived.job_id)")
            .column(
                    "seconds_per_step",
                    NUMBER,
                    row -> row.success() == null ? null : row.success().secondsPerStep())
            .column("trace_steps", INTEGERS, row -> row.trace(TracePoint::step))
            .column("trace_objectives", NUMBERS, row -> row.trace(TracePoint::objective))
            .column(
                    "warnings",
                    TEXTS,
                    row -> ColumnType.texts(
                            row.warnings().stream().map(Warning::code).toList()))
            .column(
                    "warning_messages",
                    TEXTS,
                    row -> ColumnType.texts(
                            row.warnings().stream().map(Warning::message).toList()))
            .column("message", BYTES, row -> row.arrived().message().bytes())
            .ending("ON CONFLICT (job_id) DO NOTHING RETURNING job_id");

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

    /** A stored failure, and whether it is the one that counts for its job. */
    private record Failure(String jobId, int retry, boolean counts) {}

    /** An artifact that a job's result names. */
    private record JobArtifact(String jobId, ArtifactRef artifact) {}

    private static final BatchInsert<JobArtifact> INSERT_ARTIFACT = BatchInsert.<JobArtifact>into("job_artifact")
            .column("job_id", TEXT, JobArtifact::jobId)
            .column("kind", TEXT, row -> row.artifact().kind().wireName())
            .column("sha256", TEXT, row -> row.artifact().sha256())
            .ending("ON CONFLICT (job_id, kind) DO NOTHING");

    /** A request may come after the result. */
    private static final String SET_NETWORKS = """
            UPDATE result
            SET network_sha256 = job.network_sha256
            FROM job
            WHERE job.id = ANY (?::text[]) AND result.job_id = job.id AND result.network_sha256 IS NULL
            """;

    private static final String ENDS = """
            SELECT result.job_id, result.status, result.retry, job.retry > result.retry AS asked_again
            FROM result
            LEFT JOIN job ON job.id = result.job_id
            WHERE result.job_id = ANY (?::text[]) AND result.complete
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
        List<NewResult> rows = results.stream()
                .map(arrived -> new NewResult(
                        arrived, arrived.artifacts().stream().allMatch(artifact -> stored.contains(artifact.sha256()))))
                .toList();
        return INSERT_RESULT.insert(connection, rows, inserted -> inserted.getString(1));
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
        return Set.copyOf(Sql.texts(connection, STORED, row -> row.texts(named)));
    }

    /** Deletes failures that what waits is to replace, with all that belongs to them. */
    private static List<String> deleteReplaced(
            Connection connection, Map<String, ArrivedResult> waiting, JobChanges changes) throws SQLException {
        List<Failure> failures = Sql.list(
                connection,
                FAILURES,
                row -> row.texts(waiting.keySet()),
                rows -> new Failure(rows.getString(1), rows.getInt(2), rows.getBoolean(3)));
        List<String> replaced = new ArrayList<>();
        for (Failure failure : failures) {
            ArrivedResult arrived = waiting.get(failure.jobId());
            if (arrived != null && arrived.replacesFailure(failure.retry())) {
                replaced.add(failure.jobId());
                changes.changed(
                        failure.jobId(), failure.counts() ? JobChanges.Standing.FAILED : JobChanges.Standing.PENDING);
            }
        }
        if (!replaced.isEmpty()) {
            for (String delete : List.of(DELETE_EVALUATIONS, DELETE_ARTIFACTS, DELETE_RESULTS)) {
                Sql.update(connection, delete, row -> row.texts(replaced));
            }
        }
        return replaced;
    }

    private static void insertArtifacts(Connection connection, List<ArrivedResult> results) throws SQLException {
        INSERT_ARTIFACT.insert(
                connection,
                results.stream()
                        .flatMap(arrived -> arrived.artifacts().stream()
                                .map(artifact ->
                                        new JobArtifact(arrived.result().jobId(), artifact)))
                        .toList());
    }

    /** Sets the networks of results that arrived before the requests of these jobs. */
    public void setNetworks(Connection connection, Collection<String> jobIds) throws SQLException {
        Sql.update(connection, SET_NETWORKS, row -> row.texts(jobIds));
    }

    /** Marks results whose artifacts are all stored now, among those that these blobs touch. */
    public void complete(Connection connection, Collection<String> newBlobs, JobChanges changes) throws SQLException {
        Sql.texts(connection, COMPLETE, row -> row.texts(newBlobs))
                .forEach(jobId -> changes.changed(jobId, JobChanges.Standing.PENDING));
    }

    /**
     * Marks every result whose artifacts are all stored. Finds what {@link #complete} cannot: a result and its last
     * artifact stored at the same time by two transactions that do not see each other.
     */
    public JobChanges completeAll(Connection connection) throws SQLException {
        JobChanges changes = new JobChanges();
        Sql.texts(connection, COMPLETE_ALL, row -> {})
                .forEach(jobId -> changes.changed(jobId, JobChanges.Standing.PENDING));
        return changes;
    }

    /** Those of these jobs that have ended and whose artifacts are all stored. */
    public Map<String, EndedJob> ends(Connection connection, Collection<String> jobIds) throws SQLException {
        Map<String, EndedJob> ends = new TreeMap<>();
        Sql.each(
                connection,
                ENDS,
                row -> row.texts(jobIds),
                rows -> ends.put(
                        rows.getString(1),
                        new EndedJob(EndedJob.Status.valueOf(rows.getString(2)), rows.getInt(3), rows.getBoolean(4))));
        return ends;
    }

    /** How fast a network was attacked by the thousand jobs that succeeded last, by size of image. */
    public List<StepTime> stepTimes(Connection connection, String networkSha256) throws SQLException {
        return Sql.list(
                connection,
                STEP_TIMES,
                row -> row.text(networkSha256),
                rows -> new StepTime(
                        rows.getString(1), rows.getInt(2), rows.getInt(3), rows.getDouble(4), rows.getLong(5)));
    }
}
