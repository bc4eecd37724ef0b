package dev.shakedown.resultstore.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a query gives, whatever its columns are.
 *
 * @param columns what each value of a row is
 * @param rows a value for each column
 */
public record Table(List<Column> columns, List<List<@Nullable Object>> rows) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * A column.
     *
     * @param name as in SQL
     * @param kind what its values are; any may be null
     */
    public record Column(String name, Kind kind) {}

    /** What a column's values are. */
    public enum Kind {
        /** {@link String}; also times (ISO 8601). */
        TEXT,
        /** {@link String} that is JSON; also arrays of texts. */
        JSON,
        /** {@link Long}. */
        WHOLE,
        /** {@link Double}. */
        NUMBER,
        /** {@link Boolean}. */
        FLAG
    }

    /** A row as an object with a field for each column, in their order; JSON is read. */
    public static Map<String, @Nullable Object> object(List<Column> columns, List<@Nullable Object> row) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Object value = row.get(i);
            boolean isJson = columns.get(i).kind() == Kind.JSON && value != null;
            object.put(columns.get(i).name(), isJson ? tree(value.toString()) : value);
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
}
