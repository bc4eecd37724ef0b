package dev.shakedown.resultstore.download;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.resultstore.database.Table.Column;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
}
