package dev.shakedown.resultstore.download;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.resultstore.database.Table;
import dev.shakedown.resultstore.database.Table.Column;
import dev.shakedown.resultstore.download.ResultFormat.RowSink;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How rows are written. */
enum ResultFormat {
    CSV("csv", "text/csv; charset=utf-8") {
        @Override
        RowSink sink(List<Column> columns, ObjectMapper json, OutputStream sink) throws IOException {
            return new CsvSink(columns, sink);
        }
    },
    JSON_LINES("jsonl", "application/jsonl") {
        @Override
        RowSink sink(List<Column> columns, ObjectMapper json, OutputStream sink) {
            return new JsonLinesSink(columns, json, sink);
        }
    },
    PARQUET("parquet", "application/vnd.apache.parquet") {
        @Override
        RowSink sink(List<Column> columns, ObjectMapper json, OutputStream sink) throws IOException {
            return new ParquetSink(columns, sink);
        }
    };

    private final String ending;
    private final String mediaType;

    ResultFormat(String ending, String mediaType) {
        this.ending = ending;
        this.mediaType = mediaType;
    }

    /** Begins a file. */
    abstract RowSink sink(List<Column> columns, ObjectMapper json, OutputStream sink) throws IOException;

    /** The format of files with that ending. */
    static Optional<ResultFormat> of(String ending) {
        return Arrays.stream(values())
                .filter(format -> format.ending.equals(ending))
                .findFirst();
    }

    String mediaType() {
        return mediaType;
    }

    /** Takes rows one after the other and writes them in some format. Not thread-safe. */
    interface RowSink {

        /** Writes a row: a value for each column, as text, number, flag or null. */
        void write(List<@Nullable Object> row) throws IOException;

        /** Writes what comes after the last row. Does not close what it writes to. */
        void finish() throws IOException;
    }

    /** A JSON object a line. Numbers that JSON does not know are the texts "NaN", "Infinity" and "-Infinity". */
    static final class JsonLinesSink implements RowSink {

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
}
