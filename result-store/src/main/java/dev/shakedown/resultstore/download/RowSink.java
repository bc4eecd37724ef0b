package dev.shakedown.resultstore.download;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes rows one after the other and writes them in some format. Not thread-safe. */
interface RowSink {

    /** Writes a row: a value for each column, as text, number, flag or null. */
    void write(List<@Nullable Object> row) throws IOException;

    /** Writes what comes after the last row. Does not close what it writes to. */
    void finish() throws IOException;
}
