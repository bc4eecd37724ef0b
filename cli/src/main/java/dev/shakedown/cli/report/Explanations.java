package dev.shakedown.cli.report;

import dev.shakedown.contract.http.JobRecord;
import java.util.Collection;
import java.util.List;

/** What the page says of its symbols and of what is seen. */
final class Explanations {

    private Explanations() {}

    /** The symbols; delta as the norms bound it. */
    static Html symbols(Collection<String> norms) {
        return Html.of("""
                <i>x</i> sharp image, <i>y</i> = <i>x</i> ∗ <i>b</i> + <i>n</i> blurred image, <i>δ</i> perturbation
                {}, <i>N</i> restoration network. PSNR in dB, NCC: correlation after the mean is taken away,
                8-bit: after <i>y</i> + <i>δ</i> was rounded as a saved picture would be.""", Norms.constraint(norms));
    }

    /** How pictures are drawn and used. */
    static Html pictures(Collection<String> norms) {
        return Html.of(
                """
                <i>δ</i> is drawn as 0.5 + <i>δ</i>/(2<i>ε</i>): grey is no change, black and white are {}. Select a
                picture to enlarge it; the arrow keys then go through its row.""",
                Html.verbatim(
                        norms.contains("l2")
                                ? "<i>ε</i> and, where rms is bounded, all beyond it"
                                : "the whole budget"));
    }

    static List<String> norms(List<JobRecord> records) {
        return records.stream()
                .map(record -> Norms.of(record.request()))
                .distinct()
                .toList();
    }
}
