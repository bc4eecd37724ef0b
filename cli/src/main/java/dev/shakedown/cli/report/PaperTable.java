package dev.shakedown.cli.report;

import dev.shakedown.cli.label.JobLabel;
import dev.shakedown.client.ViewRow;
import java.util.ArrayList;
import java.util.List;

/** Table 1 of the paper: a row for each data set, network and budget; PSNR and NCC of each pair of images. */
final class PaperTable {

    private PaperTable() {}

    /** The table; nothing if there are no rows. */
    static Html of(List<ViewRow> rows) {
        if (rows.isEmpty()) {
            return Html.NOTHING;
        }
        boolean dataSets = rows.stream().anyMatch(row -> !row.text("data_set").isEmpty());
        List<Html> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            ViewRow row = rows.get(i);
            boolean begins = i == 0 || !group(row).equals(group(rows.get(i - 1)));
            lines.add(Html.of(
                    """
                    <tr{}>{}<td>{}</td><td class="n">{}</td>{}{}</tr>""",
                    begins && i > 0 ? Html.verbatim(" class=\"begins\"") : Html.NOTHING,
                    dataSets ? Html.of("<td>{}</td>", begins ? row.text("data_set") : "") : Html.NOTHING,
                    begins ? network(row) : Html.NOTHING,
                    Norms.budget(row.text("norm"), JobLabel.number(row.number("budget"))),
                    numbers(row, "_psnr"),
                    numbers(row, "_ncc")));
        }
        return Html.of(
                """
                <div class="scroll"><table class="paper">
                <thead>
                <tr><th colspan="{}"></th><th colspan="5" class="group edge">PSNR, dB</th>
                <th colspan="5" class="group edge">NCC</th></tr>
                <tr><th colspan="{}"></th><th colspan="3" class="group edge">to source</th>
                <th colspan="2" class="group edge">to target</th><th colspan="3" class="group edge">to source</th>
                <th colspan="2" class="group edge">to target</th></tr>
                <tr>{}<th>network</th><th class="n">budget</th>
                <th class="n edge">clean</th><th class="n">untargeted</th><th class="n">targeted</th>
                <th class="n edge">clean</th><th class="n">targeted</th>
                <th class="n edge">clean</th><th class="n">untargeted</th><th class="n">targeted</th>
                <th class="n edge">clean</th><th class="n">targeted</th></tr>
                </thead>
                <tbody>
                {}
                </tbody></table></div>""",
                dataSets ? 3 : 2,
                dataSets ? 3 : 2,
                dataSets ? Html.of("<th>data set</th>") : Html.NOTHING,
                Html.join(lines));
    }

    private static String group(ViewRow row) {
        return row.text("data_set") + "\n" + row.text("network");
    }

    private static Html network(ViewRow row) {
        String kind = row.text("network_kind");
        return kind.isEmpty()
                ? Html.text(row.text("network"))
                : Html.of("{} <small>{}</small>", row.text("network"), kind);
    }

    private static Html numbers(ViewRow row, String metric) {
        return Html.of(
                """
                <td class="n edge">{}</td><td class="n">{}</td><td class="n">{}</td>\
                <td class="n edge">{}</td><td class="n">{}</td>""",
                number(row, "clean_to_source" + metric),
                attacked(row, "untargeted_to_source" + metric),
                attacked(row, "targeted_to_source" + metric),
                number(row, "clean_to_target" + metric),
                attacked(row, "targeted_to_target" + metric));
    }

    private static Html number(ViewRow row, String column) {
        return Html.text(Numbers.decimal(row.number(column), 2));
    }

    private static Html attacked(ViewRow row, String column) {
        double value = row.number(column);
        return Double.isNaN(value) ? Html.text(Numbers.NOTHING) : Html.of("<b>{}</b>", Numbers.decimal(value, 2));
    }
}
