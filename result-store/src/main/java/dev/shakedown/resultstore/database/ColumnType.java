package dev.shakedown.resultstore.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a column of many rows has, and how it is sent: as an array that a statement unnests. */
public enum ColumnType {
    /** {@link String}. */
    TEXT("text", ""),
    /** {@link String} that is JSON, for a column of type {@code jsonb}. */
    JSONB("text", "::jsonb"),
    /** {@link String} that is JSON, for a column of type {@code json}. */
    JSON("text", "::json"),
    /** {@link Instant}. */
    TIME("text", "::timestamptz"),
    /** {@link String} such as {@code {1,2}}. */
    INTEGERS("text", "::integer[]"),
    /** {@link String} such as {@code {0.5,2}}. */
    NUMBERS("text", "::double precision[]"),
    /** {@link String} such as {@code {"a","b"}}; see {@link #texts}. */
    TEXTS("text", "::text[]"),
    /** {@link Integer}. */
    INTEGER("int4", ""),
    /** {@link Long}. */
    BIGINT("int8", ""),
    /** {@link Double}. */
    NUMBER("float8", ""),
    /** {@link Boolean}. */
    FLAG("bool", ""),
    /** {@code byte[]}. */
    BYTES("bytea", "");

    private final String sentAs;
    private final String cast;

    ColumnType(String sentAs, String cast) {
        this.sentAs = sentAs;
        this.cast = cast;
    }

    /** What SQL makes of a value that was sent, to store it. */
    String cast(String name) {
        return name + cast;
    }

    /** Texts as a value of {@link #TEXTS}; what PostgreSQL does not take is replaced. */
    public static String texts(List<String> texts) {
        return texts.stream()
                .map(text -> StorableText.of(text).replace("\\", "\\\\").replace("\"", "\\\""))
                .map(text -> '"' + text + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** One value for each row. */
    Array array(Connection connection, List<? extends @Nullable Object> values) throws SQLException {
        Object[] array = switch (sentAs) {
            case "int4" -> new Integer[values.size()];
            case "int8" -> new Long[values.size()];
            case "float8" -> new Double[values.size()];
            case "bool" -> new Boolean[values.size()];
            case "bytea" -> new byte[values.size()][];
            default -> new String[values.size()];
        };
        for (int i = 0; i < array.length; i++) {
            Object value = values.get(i);
            array[i] = value instanceof Instant instant ? instant.toString() : value;
        }
        return connection.createArrayOf(sentAs, array);
    }
}
