package dev.shakedown.local.table;

import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.local.client.JobRecord;
import dev.shakedown.local.label.JobLabel;
import dev.shakedown.local.table.TextTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The numbers that matter first, a job a line, for people. What there is no number for is a hyphen. */
public final class ResultTable {

    private static final String NOTHING = "-";
    private static final String PSNR = "PSNR to sharp, dB";
    private static final List<Column> COLUMNS = List.of(
            Column.words("image"),
            Column.words("kernel"),
            Column.words("network"),
            Column.words("objective"),
            Column.numbers("epsilon"),
            new Column(PSNR, "blurred", true),
            new Column(PSNR, "clean", true),
            new Column(PSNR, "attacked", true),
            new Column(PSNR, "8-bit", true),
            new Column("NCC to target", "clean -> attacked", false),
            Column.numbers("Lipschitz"),
            Column.words("status"));

    private ResultTable() {}

    /** The table's lines, and a line for each failure that says why. */
    public static List<String> lines(List<JobRecord> records) {
        TextTable table = new TextTable(COLUMNS);
        records.forEach(record -> table.add(row(record)));
        List<String> lines = new ArrayList<>(table.lines());
        for (JobRecord record : records) {
            record.failure()
                    .ifPresent(failure -> lines.add("job %s failed: %s: %s"
                            .formatted(record.request().jobId(), failure.code(), failure.message())));
        }
        return lines;
    }

    private static List<String> row(JobRecord record) {
        JobLabel label = JobLabel.of(record.request());
        Evaluation evaluation =
                record.success().map(JobOutcome.Succeeded::evaluation).orElse(null);
        return List.of(
                label.image(),
                label.kernel(),
                label.network(),
                label.attack(),
                label.budget() + "/255",
                psnr(evaluation == null ? null : evaluation.blurredToSharp()),
                psnr(evaluation == null ? null : evaluation.cleanToSharp()),
                psnr(evaluation == null ? null : evaluation.attackedToSharp()),
                psnr(evaluation == null ? null : evaluation.eightBitToSharp()),
                likeness(evaluation),
                evaluation == null ? NOTHING : decimal(evaluation.lipschitz(), "%.1f"),
                status(record));
    }

    private static String status(JobRecord record) {
        if (record.result() == null) {
            return "not ended";
        }
        return record.success().isPresent() ? "succeeded" : "failed";
    }

    private static String likeness(@Nullable Evaluation evaluation) {
        if (evaluation == null || evaluation.cleanToTarget() == null || evaluation.attackedToTarget() == null) {
            return NOTHING;
        }
        return decimal(evaluation.cleanToTarget().ncc(), "%5.2f") + " -> "
                + decimal(evaluation.attackedToTarget().ncc(), "%.2f");
    }

    private static String psnr(@Nullable ImageQuality quality) {
        return quality == null ? NOTHING : decimal(quality.psnr(), "%.2f");
    }

    private static String decimal(double value, String format) {
        if (Double.isNaN(value)) {
            return "n/a";
        }
        return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : String.format(Locale.ROOT, format, value);
    }
}
