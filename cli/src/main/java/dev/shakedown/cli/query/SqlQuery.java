package dev.shakedown.cli.query;

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
import java.util.List;
import java.util.Set;

/** A query whose answer is printed as a table. It can only read. */
public final class SqlQuery {

    /** Rows that are kept in memory and printed. */
    public static final int MOST_ROWS = 10_000;

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
     * @param rows how many there are
     * @param whole whether these are all rows
     */
    public record Answer(List<String> lines, int rows, boolean whole) {

        public Answer {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Asks.
     *
     * @param jdbcUrl with the user in it
     * @throws SQLException if the database refuses
     */
    public static Answer ask(String jdbcUrl, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            connection.setReadOnly(true);
            // Without this the driver reads all rows before it gives the first.
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(1000);
                statement.setMaxRows(MOST_ROWS + 1);
                return statement.execute(query) ? table(statement.getResultSet()) : new Answer(List.of(), 0, true);
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
        int count = 0;
        while (rows.next()) {
            if (count == MOST_ROWS) {
                return new Answer(table.lines(), count, false);
            }
            List<String> cells = new ArrayList<>();
            for (int i = 1; i <= columns.size(); i++) {
                String value = rows.getString(i);
                cells.add(value == null ? "" : value.replaceAll("\\R", " "));
            }
            table.add(cells);
            count++;
        }
        return new Answer(table.lines(), count, true);
    }
}
