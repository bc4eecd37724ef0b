package dev.shakedown.resultstore.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a query gives, whatever its columns are. */
public record Table(List<Column> columns, List<List<@Nullable Object>> rows) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * A column.
     *
     * @param kind what its values are; any may be null
     */
    public record Column(String name, Kind kind) {}

    /** What a column's values are. */
    public enum Kind {
        /** {@link String}. */
        TEXT,
        /** {@link Instant}. */
        TIME,
        /** {@link String} that is JSON; also arrays of texts. */
        JSON,
        /** {@link Long}. */
        WHOLE,
        /** {@link Double}. */
        NUMBER,
        /** {@link Boolean}. */
        FLAG
    }

    /** A row as an object with a field for each column, in their order; JSON is read, times are texts (ISO 8601). */
    public static Map<String, @Nullable Object> object(List<Column> columns, List<@Nullable Object> row) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Object value = row.get(i);
            object.put(
                    columns.get(i).name(),
                    value == null
                            ? null
                            : switch (columns.get(i).kind()) {
                                case JSON -> tree(value.toString());
                                case TIME -> value.toString();
                                case TEXT, WHOLE, NUMBER, FLAG -> value;
                            });
        }
        return Collections.unmodifiableMap(object);
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL holds it as JSON", e);
        }
    }

    /** Every row as an object. */
    public List<Map<String, @Nullable Object>> objects() {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>(rows.size());
        rows.forEach(row -> objects.add(object(columns, row)));
        return objects;
    }

    /** Executes the statement and reads every row. */
    static Table read(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<Column> columns = columns(rows.getMetaData());
            List<List<@Nullable Object>> read = new ArrayList<>();
            while (rows.next()) {
                read.add(row(rows, columns));
            }
            return new Table(columns, read);
        }
    }

    private static List<Column> columns(ResultSetMetaData about) throws SQLException {
        List<Column> columns = new ArrayList<>(about.getColumnCount());
        for (int i = 1; i <= about.getColumnCount(); i++) {
            columns.add(new Column(about.getColumnLabel(i), kind(about.getColumnTypeName(i))));
        }
        return columns;
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "int2", "int4", "int8" -> Kind.WHOLE;
            case "float4", "float8", "numeric" -> Kind.NUMBER;
            case "bool" -> Kind.FLAG;
            case "json", "jsonb", "_text" -> Kind.JSON;
            case "timestamptz" -> Kind.TIME;
            default -> Kind.TEXT;
        };
    }

    private static List<@Nullable Object> row(ResultSet rows, List<Column> columns) throws SQLException {
        List<@Nullable Object> row = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            row.add(value(rows, i + 1, columns.get(i).kind()));
        }
        return Collections.unmodifiableList(row);
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable String json(@Nullable Object value) throws SQLException {
        if (value instanceof Array texts) {
            return new ArrayNode(JsonNodeFactory.instance, texts(texts)).toString();
        }
        return value == null ? null : value.toString();
    }

    private static List<JsonNode> texts(Array texts) throws SQLException {
        return Arrays.stream((Object[]) texts.getArray())
                .<JsonNode>map(text -> TextNode.valueOf(String.valueOf(text)))
                .toList();
    }

    private static @Nullable Object value(ResultSet rows, int column, Kind kind) throws SQLException {
        Object value = switch (kind) {
            case WHOLE -> (Object) rows.getLong(column);
            case NUMBER -> (Object) rows.getDouble(column);
            case FLAG -> (Object) rows.getBoolean(column);
            case JSON -> json(rows.getObject(column));
            case TIME -> instant(rows.getTimestamp(column));
            case TEXT -> rows.getString(column);
        };
        return rows.wasNull() ? null : value;
    }
}
