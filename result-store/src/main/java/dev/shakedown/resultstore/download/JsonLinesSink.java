package dev.shakedown.resultstore.download;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.resultstore.database.Table.Column;
import dev.shakedown.resultstore.database.Table.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Object value = row.get(i);
            Column column = columns.get(i);
            object.put(column.name(), column.kind() == Kind.JSON && value != null ? tree(value.toString()) : value);
        }
        sink.write(json.writeValueAsBytes(object));
        sink.write('\n');
    }

    private Object tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL holds it as JSON", e);
        }
    }

    @Override
    public void finish() {
        // The last line has ended.
    }
}
