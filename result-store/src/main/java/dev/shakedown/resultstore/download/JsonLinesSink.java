package dev.shakedown.resultstore.download;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.resultstore.database.Table;
import dev.shakedown.resultstore.database.Table.Column;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON object a line. Numbers that JSON does not know are the texts "NaN", "Infinity" and "-Infinity". */
final class JsonLinesSink implements RowSink {

    private final List<Column> columns;
    private final ObjectMapper json;
    private final OutputStream sink;

    JsonLinesSink(List<Column> columns, ObjectMapper json, OutputStream sink) {
        this.columns = columns;
        this.json = json;
        this.sink = sink;
    }

    @Override
    public void write(List<@Nullable Object> row) throws IOException {
        sink.write(json.writeValueAsBytes(Table.object(columns, row)));
        sink.write('\n');
    }

    @Override
    public void finish() {
        // The last line has ended.
    }
}
