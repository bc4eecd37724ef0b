package dev.shakedown.resultstore.job;

import static dev.shakedown.resultstore.database.ColumnType.INTEGER;
import static dev.shakedown.resultstore.database.ColumnType.JSONB;
import static dev.shakedown.resultstore.database.ColumnType.NUMBER;
import static dev.shakedown.resultstore.database.ColumnType.TEXT;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.FurtherMetric;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import dev.shakedown.contract.job.KernelChange;
import dev.shakedown.contract.job.StepEvaluation;
import dev.shakedown.resultstore.database.BatchInsert;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The table {@code evaluation}. */
@Singleton
public class EvaluationRepository {

    private final BatchInsert<JobEvaluation> insert;

    EvaluationRepository(ObjectMapper json) {
        this.insert = insert(json.writerFor(new TypeReference<List<FurtherMetric>>() {}));
    }

    /**
     * A row.
     *
     * @param position the judge's place among the job's judges, from 0; behind them those on the way
     * @param step after which it was judged on the way; null for the result
     */
    private record JobEvaluation(
            String jobId,
            int position,
            JudgedEvaluation judged,
            @Nullable Integer step) {}

    /** Stores what these results, just stored, say of each of their judges. */
    public void insertAll(Connection connection, List<ArrivedResult> results) throws SQLException {
        List<JobEvaluation> rows = new ArrayList<>();
        for (ArrivedResult arrived : results) {
            if (arrived.result().outcome() instanceof JobOutcome.Succeeded success) {
                String jobId = arrived.result().jobId();
                int position = 0;
                for (JudgedEvaluation judged : success.evaluations()) {
                    rows.add(new JobEvaluation(jobId, position++, judged, null));
                }
                for (StepEvaluation found : success.earlier()) {
                    JudgedEvaluation judged = new JudgedEvaluation(found.judge(), found.evaluation());
                    rows.add(new JobEvaluation(jobId, position++, judged, found.step()));
                }
            }
        }
        insert.insert(connection, rows);
    }

    private static BatchInsert<JobEvaluation> insert(ObjectWriter furtherMetrics) {
        BatchInsert.Builder<JobEvaluation> columns = BatchInsert.<JobEvaluation>into("evaluation")
                .column("job_id", TEXT, JobEvaluation::jobId)
                .column("position", INTEGER, JobEvaluation::position)
                .column("judge", TEXT, row -> row.judged().judge().id())
                .column("judge_sha256", TEXT, row -> row.judged().judge().sha256())
                .column("image", TEXT, row -> row.judged().image())
                .column("step", INTEGER, JobEvaluation::step);
        quality(columns, "blurred_to_sharp", Evaluation::blurredToSharp);
        quality(columns, "clean_to_sharp", Evaluation::cleanToSharp);
        quality(columns, "attacked_to_sharp", Evaluation::attackedToSharp);
        quality(columns, "eight_bit_to_sharp", Evaluation::eightBitToSharp);
        quality(columns, "clean_to_target", Evaluation::cleanToTarget);
        quality(columns, "attacked_to_target", Evaluation::attackedToTarget);
        quality(columns, "eight_bit_to_target", Evaluation::eightBitToTarget);
        quality(columns, "attacked_to_clean", Evaluation::attackedToClean);
        quality(columns, "eight_bit_to_clean", Evaluation::eightBitToClean);
        columns.column("lipschitz", NUMBER, row -> row.judged().evaluation().lipschitz());
        number(columns, "perturbation_max_norm", Evaluation::perturbationMaxNorm);
        number(columns, "perturbation_l2_norm", Evaluation::perturbationL2Norm);
        number(columns, "eight_bit_max_norm", Evaluation::eightBitMaxNorm);
        number(columns, "initial_objective", Evaluation::initialObjective);
        number(columns, "final_objective", Evaluation::finalObjective);
        return columns.column(
                        "counted_step",
                        INTEGER,
                        row -> row.judged().evaluation().countedStep())
                .column(
                        "further_metrics",
                        JSONB,
                        row -> text(row.judged().evaluation().furtherMetrics(), furtherMetrics))
                .column("kernel_change_l2", NUMBER, row -> kernelChange(row, KernelChange::l2))
                .column("kernel_change_max", NUMBER, row -> kernelChange(row, KernelChange::max))
                .ending("ON CONFLICT (job_id, position) DO NOTHING");
    }

    private static @Nullable Double kernelChange(JobEvaluation row, Function<KernelChange, Double> number) {
        KernelChange change = row.judged().evaluation().kernelChange();
        return change == null ? null : number.apply(change);
    }

    private static @Nullable String text(List<FurtherMetric> metrics, ObjectWriter writer) {
        try {
            return metrics.isEmpty() ? null : writer.writeValueAsString(metrics);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("metrics that were read from JSON must be writable", e);
        }
    }

    private static void number(
            BatchInsert.Builder<JobEvaluation> columns, String name, ToDoubleFunction<Evaluation> number) {
        columns.column(name, NUMBER, row -> number.applyAsDouble(row.judged().evaluation()));
    }

    private static void quality(BatchInsert.Builder<JobEvaluation> columns, String name, QualityOf quality) {
        columns.column(name + "_psnr", NUMBER, row -> measure(quality, row, ImageQuality::psnr));
        columns.column(name + "_ncc", NUMBER, row -> measure(quality, row, ImageQuality::ncc));
        columns.column(name + "_ssim", NUMBER, row -> measure(quality, row, ImageQuality::ssim));
    }

    /** Null where there is no sharp image or no target. */
    @FunctionalInterface
    private interface QualityOf {
        @Nullable
        ImageQuality in(Evaluation evaluation);
    }

    private static @Nullable Double measure(
            QualityOf qualityOf, JobEvaluation row, Function<ImageQuality, Double> measure) {
        ImageQuality quality = qualityOf.in(row.judged().evaluation());
        return quality == null ? null : measure.apply(quality);
    }
}
