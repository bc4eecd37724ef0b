package dev.shakedown.resultstore.download;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.resultstore.database.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The paper's table as LaTeX: a {@code tabular} to be {@code \input} into a document with the packages booktabs and
 * multirow. A row for each data set, network, attack and budget; the first two are written once over their rows. Beside
 * a mean is how many values it leaves out. A dagger marks networks that do not restore, a double one attacks that
 * failed by their verdict; the notes are below the table.
 */
final class PaperTableTex {

    private static final String NOTHING = "--";

    private static final List<String> PSNR = List.of(
            "blurred_to_source_psnr",
            "clean_to_source_psnr",
            "attacked_to_source_psnr",
            "clean_to_target_psnr",
            "attacked_to_target_psnr");
    private static final List<String> NCC =
            List.of("clean_to_source_ncc", "attacked_to_source_ncc", "clean_to_target_ncc", "attacked_to_target_ncc");

    /** What a row of the table and its verdict have in common. */
    private static final List<String> VERDICT_KEY =
            List.of("network", "objective", "attack", "target", "norm", "budget");

    private final List<Map<String, @Nullable Object>> rows;
    private final Set<List<@Nullable Object>> failed;
    private final boolean dataSets;
    private final boolean norms;

    private PaperTableTex(Table table, Table trust) {
        this.rows = table.objects();
        this.failed = trust.objects().stream()
                .filter(row -> "attack failed".equals(row.get("verdict")))
                .map(PaperTableTex::verdictKey)
                .collect(Collectors.toSet());
        this.dataSets = rows.stream().anyMatch(row -> row.get("data_set") != null);
        this.norms = rows.stream().anyMatch(row -> "l2".equals(row.get("norm")));
    }

    /**
     * The lines.
     *
     * @param table rows of {@code paper_table}, ordered by data set and network
     * @param trust rows of {@code trust} of the same campaign
     */
    static List<String> lines(Table table, Table trust) {
        return new PaperTableTex(table, trust).lines();
    }

    private List<String> lines() {
        // Columns before the numbers: network, attack and budget, and what else there is to tell apart.
        int left = 3 + (dataSets ? 1 : 0) + (norms ? 1 : 0);
        int first = left + 1;
        List<String> lines = new ArrayList<>();
        lines.add("% Needs \\usepackage{booktabs} and \\usepackage{multirow}.");
        lines.add("% Means over the jobs that succeeded; PSNR in dB, epsilon in 255ths.");
        lines.add("\\begin{tabular}{" + "l".repeat(left - 1) + "r rrrrr rrrr}");
        lines.add("\\toprule");
        lines.add("& ".repeat(left) + "\\multicolumn{5}{c}{PSNR} & \\multicolumn{4}{c}{NCC} \\\\");
        lines.add(rules(first, 5, 4));
        lines.add("& ".repeat(left)
                + "\\multicolumn{3}{c}{to source} & \\multicolumn{2}{c}{to target}"
                + " & \\multicolumn{2}{c}{to source} & \\multicolumn{2}{c}{to target} \\\\");
        lines.add(rules(first, 3, 2, 2, 2));
        lines.add(
                (dataSets ? "data set & " : "") + "network & attack & " + (norms ? "norm & " : "")
                        + "$\\epsilon$ & blurred & clean & attacked & clean & attacked & clean & attacked & clean & attacked \\\\");
        for (int i = 0; i < rows.size(); i++) {
            if (i == 0 || !same(i, i - 1, "data_set")) {
                lines.add("\\midrule");
            } else if (!same(i, i - 1, "network")) {
                lines.add("\\addlinespace");
            }
            lines.add(line(i));
        }
        lines.add("\\bottomrule");
        if (rows.stream().anyMatch(PaperTableTex::isUnrestored)) {
            lines.add(note(left, "$^{\\dagger}$ does not restore: clean is not above blurred"));
        }
        if (rows.stream().anyMatch(this::isFailed)) {
            lines.add(note(left, "$^{\\ddagger}$ the attack failed: the figures are no robustness"));
        }
        if (rows.stream().anyMatch(row -> row.get("left_out") != null)) {
            lines.add(note(left, "$(-n)$: $n$ values are infinite or undefined, and left out of the mean"));
        }
        lines.add("\\end{tabular}");
        return lines;
    }

    /** Rules under groups of columns, one group after the other. */
    private static String rules(int first, int... widths) {
        List<String> rules = new ArrayList<>();
        int column = first;
        for (int width : widths) {
            rules.add("\\cmidrule(lr){%d-%d}".formatted(column, column + width - 1));
            column += width;
        }
        return String.join(" ", rules);
    }

    private String line(int i) {
        Map<String, @Nullable Object> row = rows.get(i);
        List<String> cells = new ArrayList<>();
        if (dataSets) {
            cells.add(spanning(i, "data_set", "data_set"));
        }
        cells.add(spanning(i, "network", "data_set", "network"));
        cells.add(escaped(attack(row)) + (isFailed(row) ? "$^{\\ddagger}$" : ""));
        if (norms) {
            cells.add("l2".equals(row.get("norm")) ? "$\\ell_2$" : "$\\ell_\\infty$");
        }
        // Where the smallest budget is sought, the attack stops at one that suffices.
        String most = "minimum-budget".equals(row.get("objective")) ? "$\\leq$ " : "";
        cells.add(most + plain(row.get("budget")));
        Stream.concat(PSNR.stream(), NCC.stream())
                .forEach(mean -> cells.add(number(row.get(mean)) + leftOut(row, mean)));
        return String.join(" & ", cells) + " \\\\";
    }

    private static String attack(Map<String, @Nullable Object> row) {
        String name = Objects.toString(row.get("attack"), "");
        String attacks = row.get("attacks") == null ? "" : " (%s)".formatted(row.get("attacks"));
        String unmoved = row.get("unmoved") instanceof Long jobs && jobs > 0
                ? " (%d of %s did not move)".formatted(jobs, row.get("jobs"))
                : "";
        return name + attacks + unmoved;
    }

    private static String note(int left, String text) {
        return "\\multicolumn{%d}{l}{\\footnotesize %s} \\\\".formatted(left + PSNR.size() + NCC.size(), text);
    }

    private boolean isFailed(Map<String, @Nullable Object> row) {
        return failed.contains(verdictKey(row));
    }

    private static List<@Nullable Object> verdictKey(Map<String, @Nullable Object> row) {
        return VERDICT_KEY.stream().<@Nullable Object>map(row::get).toList();
    }

    private static boolean isUnrestored(Map<String, @Nullable Object> row) {
        return row.get("gain_db") instanceof Double gain && gain <= 0;
    }

    /** A name over all rows that share it, in the first of them; nothing in the others. */
    private String spanning(int i, String column, String... group) {
        if (i > 0 && same(i, i - 1, group)) {
            return "";
        }
        int count = 1;
        while (i + count < rows.size() && same(i, i + count, group)) {
            count++;
        }
        boolean unrestored =
                column.equals("network") && rows.subList(i, i + count).stream().anyMatch(PaperTableTex::isUnrestored);
        String name = escaped(Objects.toString(rows.get(i).get(column), "")) + (unrestored ? "$^{\\dagger}$" : "");
        return count == 1 || name.isEmpty() ? name : "\\multirow{%d}{*}{%s}".formatted(count, name);
    }

    private boolean same(int i, int j, String... columns) {
        for (String column : columns) {
            if (!Objects.equals(rows.get(i).get(column), rows.get(j).get(column))) {
                return false;
            }
        }
        return true;
    }

    /** Without trailing zeros and exponent. */
    private static String plain(@Nullable Object value) {
        return value instanceof Double number
                ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
                : NOTHING;
    }

    /** How many values a mean leaves out, to stand beside it. */
    private static String leftOut(Map<String, @Nullable Object> row, String mean) {
        return row.get("left_out") instanceof JsonNode counts && counts.has(mean)
                ? "\\,{\\scriptsize$(-%d)$}".formatted(counts.get(mean).asLong())
                : "";
    }

    private static String number(@Nullable Object given) {
        if (!(given instanceof Double value) || value.isNaN()) {
            return NOTHING;
        }
        if (value.isInfinite()) {
            return value > 0 ? "$\\infty$" : "$-\\infty$";
        }
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.startsWith("-") ? "$" + text + "$" : text;
    }

    /** Text that LaTeX sets as it is. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\textbackslash{}");
                case '~' -> escaped.append("\\textasciitilde{}");
                case '^' -> escaped.append("\\textasciicircum{}");
                case '<' -> escaped.append("\\textless{}");
                case '>' -> escaped.append("\\textgreater{}");
                case '|' -> escaped.append("\\textbar{}");
                case '"' -> escaped.append("{\\char34}");
                case '[', ']', '*' -> escaped.append('{').append(c).append('}'); // Would belong to a \\\\ before it.
                case '{', '}', '$', '&', '#', '%', '_' -> escaped.append('\\').append(c);
                default -> escaped.append(Character.isISOControl(c) ? ' ' : c);
            }
        }
        return escaped.toString();
    }
}
