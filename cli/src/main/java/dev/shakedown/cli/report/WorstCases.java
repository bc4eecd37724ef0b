package dev.shakedown.cli.report;

import dev.shakedown.cli.label.JobLabel;
import dev.shakedown.client.ViewRow;
import java.util.List;
import java.util.Set;

/** The job that lost most, for each network, judge, objective, norm and budget. */
final class WorstCases {

    private WorstCases() {}

    /**
     * The table; nothing if there are no rows.
     *
     * @param rows of {@code worst-cases}
     * @param shown ordinals of the jobs whose pictures are on the page
     */
    static Html of(List<ViewRow> rows, Set<Long> shown) {
        List<ViewRow> worst = rows.stream()
                .filter(row -> row.count("rank") == 1 && hasLost(row))
                .toList();
        if (worst.isEmpty()) {
            return Html.NOTHING;
        }
        boolean judgedElsewhere =
                worst.stream().anyMatch(row -> !row.text("crafted_on").equals(row.text("judged_on")));
        return Html.of(
                """
                <div class="scroll"><table>
                <thead><tr><th>network</th>{}<th>attack</th><th class="n">budget</th><th>image</th>
                <th class="n">kernel</th><th class="n">clean, dB</th><th class="n">attacked, dB</th>
                <th class="n">lost, dB</th><th class="n">Lipschitz</th><th>job</th></tr></thead>
                <tbody>
                {}
                </tbody></table></div>""",
                judgedElsewhere ? Html.of("<th>judged on</th>") : Html.NOTHING,
                Html.join(worst.stream()
                        .map(row -> line(row, judgedElsewhere, shown.contains(row.count("ordinal"))))
                        .toList()));
    }

    /** Where no sharp image is known, nothing is lost against it. */
    private static boolean hasLost(ViewRow row) {
        return !row.text("damage").isEmpty();
    }

    private static Html line(ViewRow row, boolean judgedElsewhere, boolean isShown) {
        String target = row.text("target");
        String job =
                row.text("job_id").substring(0, Math.min(12, row.text("job_id").length()));
        return Html.of(
                """
                <tr><td>{}</td>{}<td>{}</td><td class="n">{}</td><td>{}</td><td class="n">{}</td><td class="n">{}</td>\
                <td class="n">{}</td><td class="n"><b>{}</b></td><td class="n">{}</td><td class="id">{}</td></tr>""",
                row.text("crafted_on"),
                judgedElsewhere ? Html.of("<td>{}</td>", row.text("judged_on")) : Html.NOTHING,
                target.isEmpty() ? row.text("objective") : row.text("objective") + " " + target,
                Norms.budget(row.text("norm"), JobLabel.number(row.number("budget"))),
                row.text("image"),
                row.text("kernel_size").isEmpty() ? Numbers.NOTHING : row.text("kernel_size"),
                Numbers.decimal(row.number("clean_to_sharp_psnr"), 2),
                Numbers.decimal(row.number("attacked_to_sharp_psnr"), 2),
                Numbers.decimal(row.number("damage"), 2),
                Numbers.decimal(row.number("lipschitz"), 1),
                isShown ? Html.of("<a href=\"#job-{}\">{}</a>", row.count("ordinal"), job) : Html.text(job));
    }
}
