package dev.shakedown.resultstore.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Inserts many rows with one statement: each column is sent as an array, which the statement unnests. So the statement
 * is sent and prepared once for any number of rows, and can return what it inserted. Immutable.
 *
 * @param <T> what one row is made from
 */
public final class BatchInsert<T> {

    private final List<Column<T>> columns;
    private final String sql;

    private BatchInsert(List<Column<T>> columns, String sql) {
        this.columns = List.copyOf(columns);
        this.sql = sql;
    }

    /** A column's value for a row. */
    @FunctionalInterface
    public interface Value<T> {
        @Nullable
        Object of(T row);
    }

    private record Column<T>(String name, ColumnType type, Value<T> value) {}

    /** Names a table's columns one by one. */
    public static final class Builder<T> {

        private final String table;
        private final List<Column<T>> columns = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final List<String> values = new ArrayList<>();

        private Builder(String table) {
            this.table = table;
        }

        /** A column, and where its value comes from. */
        public Builder<T> column(String name, ColumnType type, Value<T> value) {
            columns.add(new Column<>(name, type, value));
            names.add(name);
            values.add(type.cast(name));
            return this;
        }

        /** A column that SQL computes from the row {@code arrived}. */
        public Builder<T> computed(String name, String expression) {
            names.add(name);
            values.add(expression);
            return this;
        }

        /**
         * The insert.
         *
         * @param clauses what follows {@code SELECT ... FROM arrived}, such as {@code ON CONFLICT};
         *     {@code arrived.place} counts the rows from 1
         */
        public BatchInsert<T> ending(String clauses) {
            String arrived = columns.stream().map(Column::name).collect(Collectors.joining(", "));
            String arrays = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
            return new BatchInsert<>(columns, """
                    INSERT INTO %s (%s)
                    SELECT %s
                    FROM unnest(%s) WITH ORDINALITY AS arrived (%s, place)
                    %s
                    """.formatted(
                            table, String.join(", ", names), String.join(", ", values), arrays, arrived, clauses));
        }
    }

    /** An insert into this table. */
    public static <T> Builder<T> into(String table) {
        return new Builder<>(table);
    }

    /** Inserts these rows, and reads what the statement returns of those that were inserted. */
    public <R> List<R> insert(Connection connection, Collection<T> rows, Sql.RowReader<R> reader) throws SQLException {
        List<R> inserted = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection, rows)) {
            Sql.each(statement, row -> inserted.add(reader.read(row)));
        }
        return inserted;
    }

    private PreparedStatement prepare(Connection connection, Collection<T> rows) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        Row parameters = new Row(statement);
        for (Column<T> column : columns) {
            parameters.array(
                    column.type(), rows.stream().map(column.value()::of).toList());
        }
        return statement;
    }

    /** Inserts these rows, of which there may be none; returns how many were inserted. */
    public int insert(Connection connection, Collection<T> rows) throws SQLException {
        if (rows.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = prepare(connection, rows)) {
            return statement.executeUpdate();
        }
    }
}
