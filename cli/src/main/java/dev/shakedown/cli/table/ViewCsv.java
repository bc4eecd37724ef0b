package dev.shakedown.cli.table;

import dev.shakedown.client.ViewRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A view's rows as CSV (RFC 4180, but with newlines as Unix has them), every column, the header first. Numbers have as
 * many digits as it takes to read the very same double again; what there is no number for is an empty field.
 */
public final class ViewCsv {

    private ViewCsv() {}

    /** The lines; none if there are no rows. */
    public static List<String> lines(List<ViewRow> rows) {
        List<String> lines = new ArrayList<>();
        if (!rows.isEmpty()) {
            List<String> columns = rows.get(0).columns();
            lines.add(String.join(",", columns));
            for (ViewRow row : rows) {
                lines.add(columns.stream()
                        .map(column -> ResultCsv.quoted(row.text(column)))
                        .collect(Collectors.joining(",")));
            }
        }
        return lines;
    }
}
