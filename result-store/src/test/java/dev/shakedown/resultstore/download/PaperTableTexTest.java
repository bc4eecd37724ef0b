package dev.shakedown.resultstore.download;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.shakedown.resultstore.database.Table;
import dev.shakedown.resultstore.database.Table.Column;
import dev.shakedown.resultstore.database.Table.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaperTableTexTest {

    @Test
    void everyRowHasACellForEachColumn() {
        List<String> lines = lines(
                row("levin", "rgdn_mini", "linf", 4),
                row("levin", "rgdn_mini", "l2", 4),
                row("levin", "wiener", "linf", 8),
                row("koehler", "wiener", "linf", 8));

        List<String> rows = lines.stream()
                .filter(line -> line.endsWith("\\\\") && !line.contains("multicolumn"))
                .toList();
        assertThat(rows)
                .hasSize(5)
                .allMatch(row -> row.chars().filter(c -> c == '&').count() == 13);
        assertThat(lines).contains("\\begin{tabular}{llllr rrrrr rrrr}", "\\addlinespace", "\\end{tabular}");
        assertThat(rows.get(1))
                .startsWith("\\multirow{3}{*}{levin} & \\multirow{2}{*}{rgdn\\_mini} & sign, 10 steps & $\\ell_\\infty$"
                        + " & 4 & 21.00 & 30.00")
                .contains("$\\infty$", "--", "$-0.20$");
        assertThat(rows.get(2)).startsWith(" &  & sign, 10 steps & $\\ell_2$ & 4 & ");
    }

    @Test
    void leavesOutWhatAllRowsHaveAlike() {
        List<String> lines = lines(row(null, "wiener", "linf", 4));

        assertThat(lines).contains("\\begin{tabular}{llr rrrrr rrrr}");
        assertThat(lines).anyMatch(line -> line.startsWith("wiener & sign, 10 steps & 4 & 21.00 & 30.00"));
        assertThat(lines).noneMatch(line -> line.contains("dagger") || line.contains("-n"));
    }

    @Test
    void saysBelowTheTableWhatARowsMeansHide() {
        List<@Nullable Object> row = row(null, "wiener", "linf", 4);
        row.set(15, 2L);
        row.set(16, 1L);
        row.set(17, -4.394);
        row.set(18, JsonNodeFactory.instance.objectNode().put("clean_to_source_psnr", 3));

        List<String> lines = lines(row);

        assertThat(lines)
                .anyMatch(line ->
                        line.startsWith("wiener$^{\\dagger}$ & sign, 10 steps (2) (1 of 6 did not move) & 4 & 21.00"
                                + " & 30.00\\,{\\scriptsize$(-3)$} & "));
        assertThat(lines.subList(lines.indexOf("\\bottomrule") + 1, lines.size()))
                .containsExactly(
                        "\\multicolumn{12}{l}{\\footnotesize $^{\\dagger}$ does not restore: clean is not above blurred} \\\\",
                        "\\multicolumn{12}{l}{\\footnotesize $(-n)$: $n$ values are infinite or undefined, and left out of the"
                                + " mean} \\\\",
                        "\\end{tabular}");
    }

    @Test
    void theBudgetOfASearchForTheSmallestIsItsBound() {
        List<@Nullable Object> row = row(null, "wiener", "linf", 4);
        row.set(19, "minimum-budget");

        assertThat(lines(row)).anyMatch(line -> line.startsWith("wiener & sign, 10 steps & $\\leq$ 4 & 21.00"));
    }

    @Test
    void bracesAndEnvironmentsAreBalanced() {
        String table = String.join("\n", lines(row("a{b}", "c\\d", "linf", 4)));

        String withoutEscaped = table.replaceAll("\\\\[{}]", "");
        assertThat(withoutEscaped.chars().filter(c -> c == '{').count())
                .isEqualTo(withoutEscaped.chars().filter(c -> c == '}').count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rgdn_mini@10; rgdn\\_mini@10",
                "50 % & $more#; 50 \\% \\& \\$more\\#",
                "a\\b{c}; a\\textbackslash{}b\\{c\\}",
                "~^<>|; \\textasciitilde{}\\textasciicircum{}\\textless{}\\textgreater{}\\textbar{}",
                "[x]*; {[}x{]}{*}"
            })
    void setsNamesAsTheyAre(String name, String tex) {
        assertThat(PaperTableTex.escaped(name)).isEqualTo(tex);
    }

    @Test
    void marksAttacksThatFailedAtTheBudgetOfTheirVerdict() {
        List<String> lines = PaperTableTex.lines(
                table(row(null, "wiener", "linf", 4), row(null, "wiener", "linf", 8)),
                trust(
                        List.of("wiener", "untargeted", "sign, 10 steps", "linf", 4.0, "doubtful"),
                        List.of("wiener", "untargeted", "sign, 10 steps", "linf", 8.0, "attack failed")));

        assertThat(lines).anyMatch(line -> line.contains("& sign, 10 steps & 4 & "));
        assertThat(lines).anyMatch(line -> line.contains("& sign, 10 steps$^{\\ddagger}$ & 8 & "));
        assertThat(lines.subList(lines.indexOf("\\bottomrule") + 1, lines.size()))
                .containsExactly(
                        "\\multicolumn{12}{l}{\\footnotesize $^{\\ddagger}$ the attack failed: the figures are no robustness} \\\\",
                        "\\end{tabular}");
    }

    @SafeVarargs
    private static List<String> lines(List<@Nullable Object>... rows) {
        return PaperTableTex.lines(table(rows), trust());
    }

    @SafeVarargs
    private static Table trust(List<@Nullable Object>... rows) {
        List<Column> columns = Stream.of("network objective attack norm budget verdict".split(" "))
                .map(name -> new Column(name, Kind.TEXT))
                .toList();
        return new Table(columns, List.of(rows));
    }

    @SafeVarargs
    private static Table table(List<@Nullable Object>... rows) {
        List<Column> columns = Stream.of(
                        ("data_set network attack norm budget blurred_to_source_psnr clean_to_source_psnr"
                                        + " clean_to_source_ncc clean_to_target_psnr clean_to_target_ncc"
                                        + " attacked_to_source_psnr attacked_to_source_ncc attacked_to_target_psnr"
                                        + " attacked_to_target_ncc jobs attacks unmoved gain_db left_out objective")
                                .split(" "))
                .map(name -> new Column(name, Kind.TEXT))
                .toList();
        return new Table(columns, List.of(rows));
    }

    private static List<@Nullable Object> row(@Nullable String dataSet, String network, String norm, double budget) {
        return Arrays.asList(
                dataSet,
                network,
                "sign, 10 steps",
                norm,
                budget,
                21.0,
                30.0,
                0.99,
                8.0,
                -0.2,
                Double.POSITIVE_INFINITY,
                0.8,
                null,
                Double.NaN,
                6L,
                null,
                0L,
                9.0,
                null,
                "untargeted");
    }
}
