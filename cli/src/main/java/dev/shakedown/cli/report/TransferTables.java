package dev.shakedown.cli.report;

import dev.shakedown.cli.label.JobLabel;
import dev.shakedown.client.ViewRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What perturbations crafted on one network do to another: a matrix for each objective and budget, of dB of PSNR lost
 * against the sharp image. Nothing unless a network was judged that was not attacked.
 */
final class TransferTables {

    /** How deep the colour is where most is lost, in percent. */
    private static final double DEEPEST = 55;

    private TransferTables() {}

    /** Of the rows of {@code transfer-matrix}. */
    static Html of(List<ViewRow> rows) {
        boolean transfers =
                rows.stream().anyMatch(row -> !row.text("crafted_on").equals(row.text("judged_on")));
        if (!transfers) {
            return Html.NOTHING;
        }
        Map<String, List<ViewRow>> matrices = new LinkedHashMap<>();
        for (ViewRow row : rows) {
            String title = "%s, %s/255".formatted(row.text("objective"), JobLabel.number(row.number("budget")));
            matrices.computeIfAbsent(title, name -> new ArrayList<>()).add(row);
        }
        double most = rows.stream()
                .mapToDouble(TransferTables::loss)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        List<Html> tables = new ArrayList<>();
        matrices.forEach((title, cells) -> tables.add(matrix(title, cells, Math.max(most, 1e-9))));
        return Html.of("<div class=\"matrices\">\n{}\n</div>", Html.join(tables));
    }

    private static Html matrix(String title, List<ViewRow> cells, double most) {
        List<String> judges = List.copyOf(
                new TreeSet<>(cells.stream().map(row -> row.text("judged_on")).toList()));
        Map<String, Map<String, ViewRow>> byNetworks = new LinkedHashMap<>();
        cells.forEach(row -> byNetworks
                .computeIfAbsent(row.text("crafted_on"), name -> new LinkedHashMap<>())
                .put(row.text("judged_on"), row));
        List<Html> lines = new ArrayList<>();
        byNetworks.forEach((crafted, itsCells) -> lines.add(Html.of(
                "<tr><th scope=\"row\">{}</th>{}</tr>",
                crafted,
                Html.join(judges.stream()
                        .map(judge -> cell(crafted.equals(judge), itsCells.get(judge), most))
                        .toList()))));
        return Html.of(
                """
                <figure class="matrix">
                <h3>{}</h3>
                <div class="scroll"><table>
                <thead><tr><th>crafted on</th>{}</tr></thead>
                <tbody>
                {}
                </tbody></table></div>
                </figure>""",
                title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1),
                Html.join(judges.stream()
                        .map(judge -> Html.of("<th class=\"n\">{}</th>", judge))
                        .toList()),
                Html.join(lines));
    }

    private static Html cell(boolean own, @Nullable ViewRow row, double most) {
        if (row == null || Double.isNaN(loss(row))) {
            return Html.of("<td class=\"n\">{}</td>", Numbers.NOTHING);
        }
        double share = Math.min(1, Math.max(0, loss(row) / most));
        return Html.of(
                """
                <td class="n{}" style="--loss: {}%" title="{} dB clean, {} dB attacked, {} jobs">{}</td>""",
                own ? " own" : "",
                String.format(Locale.ROOT, "%.0f", DEEPEST * share),
                Numbers.decimal(row.number("clean_to_sharp_psnr"), 2),
                Numbers.decimal(row.number("attacked_to_sharp_psnr"), 2),
                row.count("jobs"),
                Numbers.decimal(loss(row), 2));
    }

    private static double loss(ViewRow row) {
        return row.number("clean_to_sharp_psnr") - row.number("attacked_to_sharp_psnr");
    }
}
