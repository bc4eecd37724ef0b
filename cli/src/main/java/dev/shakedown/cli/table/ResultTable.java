package dev.shakedown.cli.table;

import dev.shakedown.cli.table.TextTable.Column;
import dev.shakedown.client.JobLookup;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that matter first, for people: a line for each job, or for each of its judges where any job has others
 * than the network under attack. What there is no number for is a hyphen. A job's number is its place in the campaign,
 * from 0, as on pages and in SQL; its id is the beginning of it.
 */
public final class ResultTable {

    private static final String NOTHING = "-";
    private static final int JUDGE = 5;
    private static final String PSNR = "PSNR to sharp, dB";
    private static final List<Column> COLUMNS = List.of(
            Column.numbers("job"),
            Column.words("id"),
            Column.words("image"),
            Column.words("kernel"),
            Column.words("network"),
            Column.words("judged on"),
            Column.words("attack"),
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
        boolean judgedElsewhere = records.stream().anyMatch(JobRecord::judgedElsewhere);
        TextTable table = new TextTable(judgedElsewhere ? COLUMNS : withoutJudge(COLUMNS));
        for (JobRecord record : records) {
            for (List<String> row : rows(record)) {
                table.add(judgedElsewhere ? row : withoutJudge(row));
            }
        }
        List<String> lines = new ArrayList<>(table.lines());
        for (JobRecord record : records) {
            record.failure()
                    .ifPresent(failure -> lines.add("job %s failed: %s: %s"
                            .formatted(record.request().jobId(), failure.code(), failure.message())));
        }
        return lines;
    }

    private static List<List<String>> rows(JobRecord record) {
        return record.evaluations().isEmpty()
                ? List.of(row(record, NOTHING, null))
                : record.evaluations().stream()
                        .map(judged -> row(record, JobRecord.judge(judged), judged.evaluation()))
                        .toList();
    }

    private static <T> List<T> withoutJudge(List<T> cells) {
        List<T> fewer = new ArrayList<>(cells);
        fewer.remove(JUDGE);
        return fewer;
    }

    private static List<String> row(JobRecord record, String judge, @Nullable Evaluation evaluation) {
        JobLabel label = JobLabel.of(record.request());
        return List.of(
                Long.toString(record.request().ordinal()),
                JobLookup.shortened(record.request().jobId()),
                label.image(),
                label.kernel(),
                label.network(),
                judge,
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

    private static String decimal(@Nullable Double value, String format) {
        if (value == null || value.isNaN()) {
            return "n/a";
        }
        return value.isInfinite() ? (value > 0 ? "inf" : "-inf") : String.format(Locale.ROOT, format, value);
    }
}
