package dev.shakedown.resultstore.download;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.resultstore.database.Table.Column;
import dev.shakedown.resultstore.database.Table.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvSinkTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "@SUM(A1)", "-2+3+cmd|' /C calc'!A0", "-.5+A1", "\t=1", "\r=1"})
    void textThatASpreadsheetTakesForAFormulaIsMarkedAsText(String text) throws IOException {
        assertThat(line(Kind.TEXT, text).replace("\"", "")).isEqualTo("'" + text + "\n");
    }

    @Test
    void numbersStayWhatTheyAre() throws IOException {
        assertThat(line(Kind.NUMBER, -0.5)).isEqualTo("-0.5\n");
        assertThat(line(Kind.NUMBER, Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity\n");
        assertThat(line(Kind.WHOLE, -3L)).isEqualTo("-3\n");
    }

    /** The line after the header. */
    private static String line(Kind kind, Object value) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        CsvSink sink = new CsvSink(List.of(new Column("c", kind)), file);
        sink.write(List.of(value));
        sink.finish();
        return file.toString(StandardCharsets.UTF_8).substring(2);
    }
}
