package dev.shakedown.cli.report;

import dev.shakedown.cli.label.JobLabel;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JobOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was attacked, in a sentence, and what came of it, in a few numbers. */
final class Summary {

    private final List<JobLabel> labels;
    private final List<Evaluation> evaluations;
    private final Set<String> norms;
    private final long failures;

    Summary(List<JobRecord> records) {
        this.labels =
                records.stream().map(record -> JobLabel.of(record.request())).toList();
        this.norms = records.stream().map(record -> Norms.of(record.request())).collect(Collectors.toSet());
        this.evaluations = records.stream()
                .flatMap(record -> record.success().stream())
                .map(JobOutcome.Succeeded::evaluation)
                .toList();
        this.failures =
                records.stream().filter(record -> record.failure().isPresent()).count();
    }

    Html html() {
        return Html.of("<p class=\"lede\">{}</p>\n<div class=\"tiles\">\n{}\n</div>", sentence(), Html.join(tiles()));
    }

    private String sentence() {
        return "%s on %s: %s, %s, %s, perturbed by %s."
                .formatted(
                        count(labels.size(), "attack"),
                        listed(JobLabel::network),
                        count(distinct(JobLabel::image).size(), "photograph"),
                        count(distinct(JobLabel::kernel).size(), "blur kernel"),
                        listed(JobLabel::objective),
                        Norms.words(norms, listed(label -> label.budget() + "/255")));
    }

    private List<Html> tiles() {
        List<Evaluation> targeted = evaluations.stream()
                .filter(evaluation -> evaluation.attackedToTarget() != null)
                .toList();
        List<Evaluation> untargeted = evaluations.stream()
                .filter(evaluation -> evaluation.attackedToTarget() == null)
                .toList();
        List<Html> tiles = new ArrayList<>();
        if (!medianOf(untargeted, Evaluation::attackedToSharp, ImageQuality::psnr)
                .isEmpty()) {
            tiles.add(change(
                    medianOf(untargeted, Evaluation::cleanToSharp, ImageQuality::psnr),
                    medianOf(untargeted, Evaluation::attackedToSharp, ImageQuality::psnr),
                    "dB",
                    "PSNR of the restoration, without and with the untargeted attack"));
        }
        if (!targeted.isEmpty()) {
            tiles.add(change(
                    medianOf(targeted, Evaluation::cleanToTarget, ImageQuality::ncc),
                    medianOf(targeted, Evaluation::attackedToTarget, ImageQuality::ncc),
                    "",
                    "likeness (NCC) of the restoration to the target, without and with the targeted attack"));
        }
        double lipschitz =
                median(evaluations.stream().map(Evaluation::lipschitz).toList());
        if (!Double.isNaN(lipschitz)) {
            tiles.add(Html.of(
                    "<p><b>{}×</b><span>as far as the input does the output move (Lipschitz quotient)</span></p>",
                    Numbers.decimal(lipschitz, 1)));
        }
        if (failures > 0) {
            tiles.add(Html.of("<p class=\"failed\"><b>{}</b><span>failed</span></p>", failures));
        }
        return tiles;
    }

    private static Html change(String before, String after, String unit, String words) {
        return Html.of("<p><b>{} → {} {}</b><span>{}; medians</span></p>", before, after, unit, words);
    }

    private static String medianOf(
            List<Evaluation> evaluations,
            Function<Evaluation, @Nullable ImageQuality> pair,
            Function<ImageQuality, Double> number) {
        List<Double> values = new ArrayList<>();
        for (Evaluation evaluation : evaluations) {
            ImageQuality quality = pair.apply(evaluation);
            if (quality != null) {
                values.add(number.apply(quality));
            }
        }
        double median = median(values);
        return Double.isNaN(median) ? "" : Numbers.decimal(median, Math.abs(median) < 2 ? 2 : 1);
    }

    /** The middle value, NaN left out; of an even number the mean of the two in the middle; NaN of none. */
    static double median(List<Double> values) {
        List<Double> sorted =
                values.stream().filter(value -> !value.isNaN()).sorted().toList();
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private List<String> distinct(Function<JobLabel, String> word) {
        return labels.stream().map(word).distinct().toList();
    }

    private String listed(Function<JobLabel, String> word) {
        return listed(distinct(word));
    }

    /** Words with commas and an "and"; of many only the first. */
    static String listed(List<String> words) {
        return words.size() > 5
                ? words.stream().limit(4).collect(Collectors.joining(", ")) + " and " + (words.size() - 4) + " more"
                : and(words);
    }

    private static String and(List<String> words) {
        if (words.size() < 2) {
            return String.join("", words);
        }
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }

    static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
    }
}
