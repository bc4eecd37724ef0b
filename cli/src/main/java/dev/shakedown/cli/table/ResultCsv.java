package dev.shakedown.cli.table;

import dev.shakedown.cli.label.JobLabel;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.AttackResult;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JobOutcome;
import dev.shakedown.contract.job.JudgedEvaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every number of every job as CSV (RFC 4180, but with newlines as Unix has them): a header, then a line for each judge
 * of each job; one line, without numbers, for a job that failed. Numbers have as many digits as it takes to read the
 * very same double again; what there is no number for is an empty field.
 */
public final class ResultCsv {

    private static final Pattern NEEDS_QUOTES = Pattern.compile("[\",\r\n]");
    /** What a spreadsheet takes for a formula; why a job failed can start so. */
    private static final Pattern FORMULA = Pattern.compile("[=+@\t\r].*|-.+", Pattern.DOTALL);

    private static final Map<String, Function<Line, @Nullable Object>> COLUMNS = columns();

    /** A job, and one of its judges with the numbers; null if it has none. */
    private record Line(JobRecord record, @Nullable JudgedEvaluation judged) {

        static List<Line> of(JobRecord record) {
            return record.evaluations().isEmpty()
                    ? List.of(new Line(record, null))
                    : record.evaluations().stream()
                            .map(judged -> new Line(record, judged))
                            .toList();
        }
    }

    private ResultCsv() {}

    /** The lines, the header first. */
    public static List<String> lines(List<JobRecord> records) {
        List<String> lines = new ArrayList<>();
        lines.add(header());
        records.forEach(record -> lines.addAll(lines(record)));
        return lines;
    }

    /** The names of the columns. */
    public static String header() {
        return String.join(",", COLUMNS.keySet());
    }

    /** The lines of one job, without a header. */
    public static List<String> lines(JobRecord record) {
        return Line.of(record).stream()
                .map(line -> COLUMNS.values().stream()
                        .map(column -> field(column.apply(line)))
                        .collect(Collectors.joining(",")))
                .toList();
    }

    private static Map<String, Function<Line, @Nullable Object>> columns() {
        Map<String, Function<Line, @Nullable Object>> columns = new LinkedHashMap<>();
        columns.put("ordinal", of(AttackRequest::ordinal));
        columns.put("job", of(AttackRequest::jobId));
        columns.put("image", ofLabel(JobLabel::image));
        columns.put("kernel", ofLabel(JobLabel::kernel));
        columns.put(
                "noise_sigma",
                of(request ->
                        request.blur() == null ? null : request.blur().noise().sigma()));
        columns.put("network", of(request -> request.network().id()));
        columns.put("judged_on", line -> line.judged() == null ? null : JobRecord.judge(line.judged()));
        columns.put("objective", ofLabel(JobLabel::objective));
        columns.put("target", ofLabel(JobLabel::target));
        columns.put("epsilon_255ths", of(AttackRequest::budget));
        columns.put("steps", of(request -> request.attack().steps()));
        columns.put("seed", of(AttackRequest::seed));
        columns.put(
                "status",
                line -> line.record().result() == null
                        ? ""
                        : line.record().success().isPresent() ? "SUCCEEDED" : "FAILED");
        quality(columns, "blurred_to_sharp", Evaluation::blurredToSharp);
        quality(columns, "clean_to_sharp", Evaluation::cleanToSharp);
        quality(columns, "attacked_to_sharp", Evaluation::attackedToSharp);
        quality(columns, "8bit_to_sharp", Evaluation::eightBitToSharp);
        quality(columns, "clean_to_target", Evaluation::cleanToTarget);
        quality(columns, "attacked_to_target", Evaluation::attackedToTarget);
        quality(columns, "8bit_to_target", Evaluation::eightBitToTarget);
        quality(columns, "attacked_to_clean", Evaluation::attackedToClean);
        quality(columns, "8bit_to_clean", Evaluation::eightBitToClean);
        columns.put("lipschitz", ofEvaluation(Evaluation::lipschitz));
        columns.put("delta_max_norm", ofEvaluation(Evaluation::perturbationMaxNorm));
        columns.put("delta_l2_norm", ofEvaluation(Evaluation::perturbationL2Norm));
        columns.put("8bit_max_norm", ofEvaluation(Evaluation::eightBitMaxNorm));
        columns.put("initial_objective", ofEvaluation(Evaluation::initialObjective));
        columns.put("final_objective", ofEvaluation(Evaluation::finalObjective));
        columns.put("counted_step", ofEvaluation(Evaluation::countedStep));
        columns.put(
                "seconds_per_step",
                line -> line.record()
                        .success()
                        .map(JobOutcome.Succeeded::secondsPerStep)
                        .orElse(null));
        columns.put("worker", ofResult(AttackResult::worker));
        columns.put("started", ofResult(AttackResult::started));
        columns.put("finished", ofResult(AttackResult::finished));
        columns.put(
                "failure_code",
                line -> line.record().failure().map(JobOutcome.Failed::code).orElse(null));
        columns.put(
                "failure",
                line -> line.record().failure().map(JobOutcome.Failed::message).orElse(null));
        return columns;
    }

    private static void quality(
            Map<String, Function<Line, @Nullable Object>> columns,
            String name,
            Function<Evaluation, @Nullable ImageQuality> pair) {
        columns.put("psnr_" + name, ofQuality(pair, ImageQuality::psnr));
        columns.put("ncc_" + name, ofQuality(pair, ImageQuality::ncc));
        columns.put("ssim_" + name, ofQuality(pair, ImageQuality::ssim));
    }

    private static Function<Line, @Nullable Object> ofQuality(
            Function<Evaluation, @Nullable ImageQuality> pair, Function<ImageQuality, Object> number) {
        return ofEvaluation(evaluation -> {
            ImageQuality quality = pair.apply(evaluation);
            return quality == null ? null : number.apply(quality);
        });
    }

    private static Function<Line, @Nullable Object> of(Function<AttackRequest, @Nullable Object> column) {
        return line -> column.apply(line.record().request());
    }

    private static Function<Line, @Nullable Object> ofLabel(Function<JobLabel, Object> column) {
        return line -> column.apply(JobLabel.of(line.record().request()));
    }

    private static Function<Line, @Nullable Object> ofResult(Function<AttackResult, Object> column) {
        return line -> line.record().result() == null
                ? null
                : column.apply(line.record().result());
    }

    private static Function<Line, @Nullable Object> ofEvaluation(Function<Evaluation, @Nullable Object> column) {
        return line -> line.judged() == null ? null : column.apply(line.judged().evaluation());
    }

    private static String field(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        return quoted(value instanceof String && FORMULA.matcher(text).matches() ? "'" + text : text);
    }

    /** A field, in quotes if it needs them. */
    static String quoted(String text) {
        return NEEDS_QUOTES.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
