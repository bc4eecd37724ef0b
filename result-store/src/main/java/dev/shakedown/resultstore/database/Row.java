package dev.shakedown.resultstore.database;

import java.io.InputStream;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds a prepared statement's parameters in the order in which they are written. */
public final class Row {

    private final PreparedStatement statement;
    private int index;

    public Row(PreparedStatement statement) {
        this.statement = statement;
    }

    public Row text(@Nullable String value) throws SQLException {
        statement.setString(++index, value);
        return this;
    }

    public Row number(@Nullable Double value) throws SQLException {
        statement.setObject(++index, value, Types.DOUBLE);
        return this;
    }

    public Row number(@Nullable Integer value) throws SQLException {
        statement.setObject(++index, value, Types.INTEGER);
        return this;
    }

    public Row number(@Nullable Long value) throws SQLException {
        statement.setObject(++index, value, Types.BIGINT);
        return this;
    }

    /** A text or a number. */
    public Row value(Object value) throws SQLException {
        statement.setObject(++index, value);
        return this;
    }

    public Row flag(@Nullable Boolean value) throws SQLException {
        statement.setObject(++index, value, Types.BOOLEAN);
        return this;
    }

    public Row time(Instant value) throws SQLException {
        statement.setObject(++index, value.atOffset(ZoneOffset.UTC));
        return this;
    }

    /** Bytes that are read when the statement is executed; null for none. */
    public Row bytes(@Nullable InputStream value, long length) throws SQLException {
        if (value == null) {
            statement.setNull(++index, Types.BINARY);
        } else {
            statement.setBinaryStream(++index, value, length);
        }
        return this;
    }

    /** A column of many rows. */
    public Row array(ColumnType type, List<? extends @Nullable Object> values) throws SQLException {
        statement.setArray(++index, type.array(statement.getConnection(), values));
        return this;
    }

    /** A column of many rows. */
    public Row texts(Collection<String> values) throws SQLException {
        return array(ColumnType.TEXT, List.copyOf(values));
    }
}
