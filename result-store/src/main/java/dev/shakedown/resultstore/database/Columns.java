package dev.shakedown.resultstore.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that one statement takes, column by column: each column is an array that the statement gives to {@code unnest}.
 * So however many rows there are, the statement is sent once, prepared once, and can return what it did. Not
 * thread-safe.
 */
public final class Columns {

    private final List<Type> types;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    /** What a column holds. */
    public enum Type {
        /** {@link String}; also {@link Instant}, and JSON to be cast in the statement. */
        TEXT("text"),
        /** {@link Integer}. */
        INTEGER("int4"),
        /** {@link Long}. */
        BIGINT("int8"),
        /** {@link Double}. */
        NUMBER("float8"),
        /** {@link Boolean}. */
        FLAG("bool"),
        /** {@code byte[]}. */
        BYTES("bytea");

        private final String sqlName;

        Type(String sqlName) {
            this.sqlName = sqlName;
        }

        private Object[] array(int length) {
            return switch (this) {
                case TEXT -> new String[length];
                case INTEGER -> new Integer[length];
                case BIGINT -> new Long[length];
                case NUMBER -> new Double[length];
                case FLAG -> new Boolean[length];
                case BYTES -> new byte[length][];
            };
        }
    }

    public Columns(Type... types) {
        this.types = List.of(types);
    }

    /** The rows of one column. */
    public static Columns ofTexts(Iterable<String> values) {
        Columns columns = new Columns(Type.TEXT);
        values.forEach(columns::add);
        return columns;
    }

    /** Adds a row: a value for each column, in order. */
    public void add(@Nullable Object... row) {
        if (row.length != types.size()) {
            throw new IllegalArgumentException("%d values for %d columns".formatted(row.length, types.size()));
        }
        rows.add(row);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Binds the columns to the statement's parameters from this one on, counted from 1. */
    public void bind(PreparedStatement statement, int first) throws SQLException {
        Connection connection = statement.getConnection();
        for (int column = 0; column < types.size(); column++) {
            Object[] values = types.get(column).array(rows.size());
            for (int row = 0; row < values.length; row++) {
                Object value = rows.get(row)[column];
                values[row] = value instanceof Instant instant ? instant.toString() : value;
            }
            statement.setArray(first + column, connection.createArrayOf(types.get(column).sqlName, values));
        }
    }

    /** Binds the columns to all of the statement's parameters. */
    public void bind(PreparedStatement statement) throws SQLException {
        bind(statement, 1);
    }
}
