package dev.shakedown.resultstore.download;

import dev.shakedown.resultstore.database.Table.Column;
import dev.shakedown.resultstore.download.ResultFormat.RowSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/**
 * CSV (RFC 4180, but with newlines as Unix has them): a header, then a line for each row. Numbers have as many digits
 * as it takes to read the very same double again; null is an empty field.
 */
final class CsvSink implements RowSink {

    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setRecordSeparator('\n')
            .setQuoteMode(QuoteMode.MINIMAL)
            .get();

    /** What a spreadsheet takes for a formula; names that people give can start so. */
    private static final Pattern FORMULA = Pattern.compile("[=+@\t\r].*|-.+", Pattern.DOTALL);

    private final CSVPrinter printer;

    CsvSink(List<Column> columns, OutputStream sink) throws IOException {
        printer = new CSVPrinter(new OutputStreamWriter(sink, StandardCharsets.UTF_8), FORMAT);
        printer.printRecord(columns.stream().map(Column::name));
    }

    @Override
    public void write(List<@Nullable Object> row) throws IOException {
        for (Object value : row) {
            printer.print(value instanceof String text && FORMULA.matcher(text).matches() ? "'" + text : value);
        }
        printer.println();
    }

    @Override
    public void finish() throws IOException {
        printer.flush();
    }
}
