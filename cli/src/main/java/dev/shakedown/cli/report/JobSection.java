package dev.shakedown.cli.report;

import dev.shakedown.cli.label.JobLabel;
import dev.shakedown.client.artifact.FileContent;
import dev.shakedown.client.artifact.JobFiles;
import dev.shakedown.client.artifact.Picture;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.JobOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One job: what it was, how its objective went, and its row of pictures. */
final class JobSection {

    private final JobFiles files;
    private final JobLabel label;
    private final PictureLibrary library;

    JobSection(JobFiles files, PictureLibrary library) {
        this.files = files;
        this.label = JobLabel.of(files.record().request());
        this.library = library;
    }

    Html html() {
        JobRecord record = files.record();
        AttackRequest request = record.request();
        List<Html> figures = new ArrayList<>();
        for (Picture picture : Picture.values()) {
            FileContent content = files.pictures().get(picture);
            if (content != null) {
                figures.add(figure(picture, content));
            }
        }
        Html trace =
                record.success().map(success -> Sparkline.of(success.trace())).orElse(Html.NOTHING);
        Html failure = record.failure()
                .map(failed -> Html.of("<p class=\"failed\">Failed: {} ({})</p>", failed.message(), failed.code()))
                .orElse(Html.NOTHING);
        return Html.of(
                """
                <article id="job-{}">
                <header>
                <div>
                <h3><span class="ordinal">{}</span>{}</h3>
                <p class="what"><b>{}</b> within <b>{} ≤ {}/255</b> on <b>{}</b>; blurred by {}{}; {} steps{}</p>
                </div>
                {}
                </header>
                {}
                <div class="row">
                {}
                </div>
                </article>""",
                request.ordinal(),
                request.ordinal() + 1,
                label.image(),
                attack(),
                Norms.bounded(Norms.of(request)),
                label.budget(),
                label.network(),
                blur(request),
                label.noise().isEmpty() ? "" : " with " + label.noise() + " noise",
                request.attack().steps(),
                judges(record),
                trace,
                failure,
                Html.join(figures));
    }

    private String attack() {
        String words = label.attack();
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** Who judges, where that is not the network under attack alone. The pictures are the first one's. */
    private static Html judges(JobRecord record) {
        if (!record.judgedElsewhere()) {
            return Html.NOTHING;
        }
        List<String> ids =
                record.evaluations().stream().map(judged -> judged.judge().id()).toList();
        return Html.of("; judged on <b>{}</b>, pictures by {}", String.join(", ", ids), ids.get(0));
    }

    private String blur(AttackRequest request) {
        String kernel = label.kernel().equals("-") ? "an unknown kernel" : label.kernel();
        return request.source() instanceof ImageSource.Blurred ? kernel + " before it arrived" : kernel;
    }

    private Html figure(Picture picture, FileContent content) {
        return Html.of(
                """
                <figure class="{}"><a href="#job-{}" class="enlarge">{}</a>
                <figcaption>{} <span>{}</span>{}</figcaption></figure>""",
                picture.fileName(),
                files.record().request().ordinal(),
                library.show(content, label.image() + ": " + words(picture)),
                symbol(picture),
                words(picture),
                numbers(picture));
    }

    private static Html symbol(Picture picture) {
        return Html.verbatim(
                switch (picture) {
                    case SHARP -> "<i>x</i>";
                    case BLURRED -> "<i>y</i>";
                    case PERTURBED -> "<i>y</i> + <i>δ</i>";
                    case AMPLIFIED_DELTA -> "<i>δ</i>";
                    case CLEAN_OUTPUT -> "<i>N</i>(<i>y</i>)";
                    case ATTACKED_OUTPUT -> "<i>N</i>(<i>y</i> + <i>δ</i>)";
                    case TARGET -> "<i>x</i><sub>target</sub>";
                });
    }

    private static String words(Picture picture) {
        return switch (picture) {
            case SHARP -> "sharp";
            case BLURRED -> "blurred";
            case PERTURBED -> "attacked input";
            case AMPLIFIED_DELTA -> "amplified";
            case CLEAN_OUTPUT -> "restored";
            case ATTACKED_OUTPUT -> "under attack";
            case TARGET -> "target";
        };
    }

    private Html numbers(Picture picture) {
        return files.record()
                .success()
                .map(JobOutcome.Succeeded::evaluation)
                .map(evaluation -> switch (picture) {
                    case BLURRED -> qualities(evaluation.blurredToSharp(), null);
                    case CLEAN_OUTPUT -> qualities(evaluation.cleanToSharp(), evaluation.cleanToTarget());
                    case ATTACKED_OUTPUT -> qualities(evaluation.attackedToSharp(), evaluation.attackedToTarget());
                    case AMPLIFIED_DELTA -> norms(evaluation);
                    case SHARP, PERTURBED, TARGET -> Html.NOTHING;
                })
                .orElse(Html.NOTHING);
    }

    private Html norms(Evaluation evaluation) {
        AttackRequest request = files.record().request();
        Html max = norm("linf", evaluation.perturbationMaxNorm());
        return Norms.isL2(request)
                ? Html.of("{}{}", norm("l2", evaluation.perturbationL2Norm() / Math.sqrt(Norms.values(request))), max)
                : max;
    }

    private static Html norm(String norm, double value) {
        String number = String.format(Locale.ROOT, "%.3f", value * 255).replaceAll("\\.?0+$", "");
        return Html.of("<small>{} = {}/255</small>", Norms.bounded(norm), number);
    }

    private static Html qualities(@Nullable ImageQuality toSharp, @Nullable ImageQuality toTarget) {
        Html psnr = toSharp == null ? Html.NOTHING : Html.of("<small>PSNR {} dB</small>", Numbers.psnr(toSharp));
        Html ncc = toTarget == null ? Html.NOTHING : Html.of("<small>NCC to target {}</small>", Numbers.ncc(toTarget));
        return Html.of("{}{}", psnr, ncc);
    }
}
