package dev.shakedown.cli.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.client.TestJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultCsvTest {

    @Test
    void keepsEveryDigit() {
        Map<String, String> row = row(TestJob.job());

        assertThat(row)
                .containsEntry("image", "astronaut")
                .containsEntry("epsilon_255ths", "4.0")
                .containsEntry("psnr_attacked_to_sharp", "12.345678901234567")
                .containsEntry("psnr_clean_to_sharp", "Infinity")
                .containsEntry("lipschitz", "NaN")
                .containsEntry("ncc_attacked_to_target", "")
                .containsEntry("status", "SUCCEEDED");
    }

    @Test
    void hasALineForEachJudge() {
        TestJob job = TestJob.job().judgedOn("wiener", 12.25).judgedOn("rgdn@50", 20);

        List<String> lines = ResultCsv.lines(List.of(job.record()));

        assertThat(lines).hasSize(3);
        assertThat(row(lines, 1))
                .containsEntry("network", "wiener")
                .containsEntry("judged_on", "wiener")
                .containsEntry("psnr_attacked_to_sharp", "12.25");
        assertThat(row(lines, 2))
                .containsEntry("job", "job-0")
                .containsEntry("network", "wiener")
                .containsEntry("judged_on", "rgdn@50")
                .containsEntry("psnr_attacked_to_sharp", "20.0")
                .containsEntry("8bit_max_norm", Double.toString(4.5 / 255))
                .containsEntry("finished", "1970-01-01T00:00:00Z");
    }

    @Test
    void namesTheNetworkUnderAttackAsTheJudgeOfAnOlderResultAndNobodyOfAFailure() {
        assertThat(row(TestJob.job())).containsEntry("judged_on", "wiener");
        assertThat(row(TestJob.job().failed("odd", "no"))).containsEntry("judged_on", "");
    }

    @Test
    void quotesWhatHasCommasQuotesOrNewlines() {
        Map<String, String> row = row(TestJob.job().failed("odd", "said \"no\", then\nleft"));

        assertThat(row)
                .containsEntry("status", "FAILED")
                .containsEntry("failure_code", "odd")
                .containsEntry("failure", "said \"no\", then\nleft");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "@SUM(A1)", "-2+3+cmd|' /C calc'!A0", "\t=1", "\r=1"})
    void writesNothingThatASpreadsheetTakesForAFormula(String message) {
        assertThat(row(TestJob.job().failed("odd", message))).containsEntry("failure", "'" + message);
    }

    private static Map<String, String> row(TestJob job) {
        return row(ResultCsv.lines(List.of(job.record())), 1);
    }

    private static Map<String, String> row(List<String> lines, int number) {
        List<String> names = fields(lines.get(0));
        List<String> values = fields(lines.get(number));
        assertThat(values).hasSameSizeAs(names);
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            row.put(names.get(i), values.get(i));
        }
        return row;
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
