package dev.shakedown.resultstore.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.shakedown.resultstore.database.Table.Column;
import dev.shakedown.resultstore.database.Table.Kind;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a query gives, whatever its columns are. */
public final class TableReader {

    private TableReader() {}

    /** Executes the statement and reads every row. */
    public static Table read(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<Column> columns = columns(rows.getMetaData());
            List<List<@Nullable Object>> read = new ArrayList<>();
            while (rows.next()) {
                read.add(row(rows, columns));
            }
            return new Table(columns, read);
        }
    }

    /** Executes the statement and reads the first column, which is text and never null. */
    public static List<String> texts(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
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
            case TEXT ->
                rows.getObject(column) instanceof Timestamp time
                        ? time.toInstant().toString()
                        : rows.getString(column);
        };
        return rows.wasNull() ? null : value;
    }
}
