package dev.shakedown.results.download;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.results.database.Database;
import dev.shakedown.results.database.Table;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a campaign's rows of {@code job_result}. A page at a time, each in a transaction of its own: a slow reader
 * holds neither memory nor a connection. What ends while it is read may or may not be in it.
 */
@Singleton
public class ResultDownload {

    private static final int PAGE = 1000;

    private final Database database;
    private final ResultRowRepository rows;
    private final ObjectMapper json;

    @Inject
    ResultDownload(Database database, ResultRowRepository rows, ObjectMapper json) {
        this.database = database;
        this.rows = rows;
        this.json = json;
    }

    void write(String campaignId, ResultFormat format, OutputStream sink) throws IOException {
        Table page = page(campaignId, -1);
        RowSink rowSink = format.sink(page.columns(), json, sink);
        while (!page.rows().isEmpty()) {
            for (List<@Nullable Object> row : page.rows()) {
                rowSink.write(row);
            }
            page = page(campaignId, ordinal(page));
        }
        rowSink.finish();
    }

    private Table page(String campaignId, long after) {
        return database.query(connection -> rows.rows(connection, campaignId, after, PAGE));
    }

    private static long ordinal(Table page) {
        List<@Nullable Object> last = page.rows().get(page.rows().size() - 1);
        int column = page.columns().stream().map(Table.Column::name).toList().indexOf("ordinal");
        return last.get(column) instanceof Long ordinal ? ordinal : -1;
    }
}
