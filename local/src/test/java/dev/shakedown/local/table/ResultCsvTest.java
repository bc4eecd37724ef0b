package dev.shakedown.local.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.local.TestJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
    void quotesWhatHasCommasQuotesOrNewlines() {
        Map<String, String> row = row(TestJob.job().failed("odd", "said \"no\", then\nleft"));

        assertThat(row)
                .containsEntry("status", "FAILED")
                .containsEntry("failure_code", "odd")
                .containsEntry("failure", "said \"no\", then\nleft");
    }

    private static Map<String, String> row(TestJob job) {
        List<String> lines = ResultCsv.lines(List.of(job.record()));
        List<String> names = fields(lines.get(0));
        List<String> values = fields(lines.get(1));
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
