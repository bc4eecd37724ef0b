package dev.shakedown.cli.command;

import dev.shakedown.cli.table.TextTable;
import dev.shakedown.cli.table.TextTable.Column;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A query whose answer is printed as a table. It can only read. */
final class SqlQuery {

    /** Rows that are kept in memory and printed. */
    private static final int MOST_ROWS = 10_000;

    private static final Set<Integer> NUMBERS = Set.of(
            Types.SMALLINT,
            Types.INTEGER,
            Types.BIGINT,
            Types.REAL,
            Types.FLOAT,
            Types.DOUBLE,
            Types.NUMERIC,
            Types.DECIMAL);

    private SqlQuery() {}

    /**
     * The answer.
     *
     * @param lines a heading, then a line a row
     * @param objects a value by column for each row: numbers, flags and null as such, all else as text
     * @param rows how many there are
     * @param whole whether these are all rows
     */
    record Answer(List<String> lines, List<Map<String, @Nullable Object>> objects, int rows, boolean whole) {

        Answer {
            lines = List.copyOf(lines);
            objects = List.copyOf(objects);
        }
    }

    /**
     * Asks.
     *
     * @param jdbcUrl with the user in it
     * @throws SQLException if the database refuses
     */
    static Answer ask(String jdbcUrl, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            connection.setReadOnly(true);
            // Without this the driver reads all rows before it gives the first.
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(1000);
                statement.setMaxRows(MOST_ROWS + 1);
                return statement.execute(query)
                        ? table(statement.getResultSet())
                        : new Answer(List.of(), List.of(), 0, true);
            }
        }
    }

    private static Answer table(ResultSet rows) throws SQLException {
        ResultSetMetaData description = rows.getMetaData();
        List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= description.getColumnCount(); i++) {
            String name = description.getColumnLabel(i);
            columns.add(NUMBERS.contains(description.getColumnType(i)) ? Column.numbers(name) : Column.words(name));
        }
        TextTable table = new TextTable(columns);
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        int count = 0;
        while (rows.next()) {
            if (count == MOST_ROWS) {
                return new Answer(table.lines(), objects, count, false);
            }
            objects.add(object(rows, description));
            List<String> cells = new ArrayList<>();
            for (int i = 1; i <= columns.size(); i++) {
                String value = rows.getString(i);
                cells.add(value == null ? "" : value.replaceAll("\\R", " "));
            }
            table.add(cells);
            count++;
        }
        return new Answer(table.lines(), objects, count, true);
    }

    private static Map<String, @Nullable Object> object(ResultSet rows, ResultSetMetaData description)
            throws SQLException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 1; i <= description.getColumnCount(); i++) {
            Object value = rows.getObject(i);
            object.put(
                    description.getColumnLabel(i),
                    value == null || value instanceof Number || value instanceof Boolean ? value : rows.getString(i));
        }
        return object;
    }
}
