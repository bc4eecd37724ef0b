package dev.shakedown.resultstore.download;

import dev.shakedown.resultstore.database.Table.Column;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CSV (RFC 4180, but with newlines as Unix has them): a header, then a line for each row. Numbers have as many digits
 * as it takes to read the very same double again; null is an empty field.
 */
final class CsvSink implements RowSink {

    private static final Pattern NEEDS_QUOTES = Pattern.compile("[\",\r\n]");
    /** What a spreadsheet takes for a formula; names that people give can start so. */
    private static final Pattern FORMULA = Pattern.compile("[=+@\t\r].*|-.+", Pattern.DOTALL);

    private final OutputStream sink;

    CsvSink(List<Column> columns, OutputStream sink) throws IOException {
        this.sink = sink;
        write(List.copyOf(columns.stream().map(Column::name).toList()));
    }

    @Override
    public void write(List<@Nullable Object> row) throws IOException {
        StringBuilder line = new StringBuilder();
        for (Iterator<@Nullable Object> values = row.iterator(); values.hasNext(); ) {
            line.append(field(values.next()));
            line.append(values.hasNext() ? ',' : '\n');
        }
        sink.write(line.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void finish() {
        // The last line has ended.
    }

    private static String field(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        if (value instanceof String && FORMULA.matcher(text).matches()) {
            text = "'" + text;
        }
        return NEEDS_QUOTES.matcher(text).find() ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
