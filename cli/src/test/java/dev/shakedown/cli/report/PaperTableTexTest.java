package dev.shakedown.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.client.ViewRow;
import dev.shakedown.client.WireFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaperTableTexTest {

    @Test
    void everyRowHasACellForEachColumn() throws JsonProcessingException {
        List<String> lines = PaperTableTex.lines(List.of(
                row("levin", "rgdn_mini", "linf", 4),
                row("levin", "rgdn_mini", "l2", 4),
                row("levin", "wiener", "linf", 8),
                row("koehler", "wiener", "linf", 8)));

        List<String> rows = lines.stream()
                .filter(line -> line.endsWith("\\\\") && !line.contains("multicolumn"))
                .toList();
        assertThat(rows)
                .hasSize(5)
                .allMatch(row -> row.chars().filter(c -> c == '&').count() == 13);
        assertThat(lines).contains("\\begin{tabular}{lllr rrrrr rrrrr}", "\\addlinespace", "\\end{tabular}");
        assertThat(rows.get(1))
                .startsWith("\\multirow{3}{*}{levin} & \\multirow{2}{*}{rgdn\\_mini} & $\\ell_\\infty$ & 4 & 30.00")
                .contains("$\\infty$", "--", "$-0.20$");
        assertThat(rows.get(2)).startsWith(" &  & $\\ell_2$ & 4 & ");
    }

    @Test
    void leavesOutWhatAllRowsHaveAlike() throws JsonProcessingException {
        List<String> lines = PaperTableTex.lines(List.of(row(null, "wiener", "linf", 4)));

        assertThat(lines).contains("\\begin{tabular}{lr rrrrr rrrrr}");
        assertThat(lines).anyMatch(line -> line.startsWith("wiener & 4 & 30.00"));
    }

    @Test
    void bracesAndEnvironmentsAreBalanced() throws JsonProcessingException {
        String table = String.join("\n", PaperTableTex.lines(List.of(row("a{b}", "c\\d", "linf", 4))));

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

    private static ViewRow row(String dataSet, String network, String norm, double budget)
            throws JsonProcessingException {
        ObjectNode fields = (ObjectNode) WireFormat.json().readTree("""
                {"clean_to_source_psnr": 30.0, "clean_to_source_ncc": 0.99, "clean_to_target_psnr": 8.0,
                 "clean_to_target_ncc": -0.2, "untargeted_to_source_psnr": "Infinity", "untargeted_to_source_ncc": 0.8,
                 "targeted_to_source_psnr": null, "targeted_to_source_ncc": "NaN",
                 "targeted_to_target_psnr": 12.0, "targeted_to_target_ncc": 0.3}""");
        fields.put("data_set", dataSet)
                .put("network", network)
                .put("norm", norm)
                .put("budget", budget);
        return new ViewRow(fields);
    }
}
