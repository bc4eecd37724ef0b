package dev.shakedown.results.job;

import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.results.database.Row;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables {@code result} and {@code job_artifact}. */
@Singleton
public class ResultRepository {

    private static final String INSERT_RESULT = """
            INSERT INTO result (
                job_id, status, complete, failure_code, failure_message, worker, started_at, finished_at, result,
                seconds_per_step,
                blurred_to_sharp_psnr, blurred_to_sharp_ncc, blurred_to_sharp_ssim,
                clean_to_sharp_psnr, clean_to_sharp_ncc, clean_to_sharp_ssim,
                attacked_to_sharp_psnr, attacked_to_sharp_ncc, attacked_to_sharp_ssim,
                eight_bit_to_sharp_psnr, eight_bit_to_sharp_ncc, eight_bit_to_sharp_ssim,
                clean_to_target_psnr, clean_to_target_ncc, clean_to_target_ssim,
                attacked_to_target_psnr, attacked_to_target_ncc, attacked_to_target_ssim,
                eight_bit_to_target_psnr, eight_bit_to_target_ncc, eight_bit_to_target_ssim,
                attacked_to_clean_psnr, attacked_to_clean_ncc, attacked_to_clean_ssim,
                eight_bit_to_clean_psnr, eight_bit_to_clean_ncc, eight_bit_to_clean_ssim,
                lipschitz, perturbation_max_norm, perturbation_l2_norm, initial_objective, final_objective,
                counted_step)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?,
                    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                    ?, ?, ?, ?, ?, ?)
            ON CONFLICT (job_id) DO NOTHING
            """;

    /** Only the artifacts of the result that stayed: another one of the same job may name other bytes. */
    private static final String INSERT_ARTIFACT = """
            INSERT INTO job_artifact (job_id, kind, sha256)
            SELECT job_id, ?, ?
            FROM result
            WHERE job_id = ? AND result = ?::jsonb
            ON CONFLICT (job_id, kind) DO NOTHING
            """;

    private static final String COMPLETE = """
            UPDATE result
            SET complete = true
            WHERE NOT complete
              AND job_id IN (
                  SELECT unnest(?::text[])
                  UNION
                  SELECT job_id FROM job_artifact WHERE sha256 = ANY (?::text[]))
              AND NOT EXISTS (
                  SELECT 1
                  FROM job_artifact
                  WHERE job_artifact.job_id = result.job_id
                    AND NOT EXISTS (SELECT 1 FROM blob WHERE blob.sha256 = job_artifact.sha256))
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
            """;

    /** Stores results of jobs that have none. */
    public void insertAll(Connection connection, List<ArrivedResult> results) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT_RESULT)) {
            for (ArrivedResult arrived : results) {
                bindResult(new Row(statement), arrived);
            }
            statement.executeBatch();
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT_ARTIFACT)) {
            for (ArrivedResult arrived : results) {
                for (ArtifactRef artifact : arrived.artifacts()) {
                    new Row(statement)
                            .text(artifact.kind().wireName())
                            .text(artifact.sha256())
                            .text(arrived.result().jobId())
                            .text(arrived.json())
                            .add();
                }
            }
            statement.executeBatch();
        }
    }

    /** Marks results whose artifacts are all stored now, among those that these jobs and blobs touch. */
    public void complete(Connection connection, Collection<String> jobIds, Collection<String> blobs)
            throws SQLException {
        Array jobs = connection.createArrayOf("text", jobIds.toArray());
        Array digests = connection.createArrayOf("text", blobs.toArray());
        try (PreparedStatement statement = connection.prepareStatement(COMPLETE)) {
            statement.setArray(1, jobs);
            statement.setArray(2, digests);
            statement.executeUpdate();
        }
    }

    /**
     * Marks every result whose artifacts are all stored. Finds what {@link #complete} cannot: a result and its last
     * artifact stored at the same time by two transactions that do not see each other.
     */
    public int completeAll(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COMPLETE_ALL)) {
            return statement.executeUpdate();
        }
    }

    private static void bindResult(Row row, ArrivedResult arrived) throws SQLException {
        AttackResult result = arrived.result();
        JobOutcome.Succeeded success = result.outcome() instanceof JobOutcome.Succeeded s ? s : null;
        JobOutcome.Failed failure = result.outcome() instanceof JobOutcome.Failed f ? f : null;
        row.text(result.jobId())
                .text(success == null ? "FAILED" : "SUCCEEDED")
                .flag(arrived.artifacts().isEmpty())
                .text(failure == null ? null : failure.code())
                .text(failure == null ? null : failure.message())
                .text(result.worker())
                .time(result.started())
                .time(result.finished())
                .text(arrived.json())
                .number(success == null ? null : (Double) success.secondsPerStep());
        bindEvaluation(row, success == null ? null : success.evaluation());
        row.add();
    }

    private static void bindEvaluation(Row row, @Nullable Evaluation e) throws SQLException {
        bindQuality(row, e == null ? null : e.blurredToSharp());
        bindQuality(row, e == null ? null : e.cleanToSharp());
        bindQuality(row, e == null ? null : e.attackedToSharp());
        bindQuality(row, e == null ? null : e.eightBitToSharp());
        bindQuality(row, e == null ? null : e.cleanToTarget());
        bindQuality(row, e == null ? null : e.attackedToTarget());
        bindQuality(row, e == null ? null : e.eightBitToTarget());
        bindQuality(row, e == null ? null : e.attackedToClean());
        bindQuality(row, e == null ? null : e.eightBitToClean());
        row.number(e == null ? null : (Double) e.lipschitz())
                .number(e == null ? null : (Double) e.perturbationMaxNorm())
                .number(e == null ? null : (Double) e.perturbationL2Norm())
                .number(e == null ? null : (Double) e.initialObjective())
                .number(e == null ? null : (Double) e.finalObjective())
                .number(e == null ? null : (Integer) e.countedStep());
    }

    private static void bindQuality(Row row, @Nullable ImageQuality quality) throws SQLException {
        row.number(quality == null ? null : (Double) quality.psnr())
                .number(quality == null ? null : (Double) quality.ncc())
                .number(quality == null ? null : (Double) quality.ssim());
    }
}
