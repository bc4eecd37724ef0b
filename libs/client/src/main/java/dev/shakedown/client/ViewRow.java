package dev.shakedown.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of a view of result-store's, such as {@code paper_table}: its columns are called as in SQL.
 *
 * @param fields the columns with their values
 */
public record ViewRow(ObjectNode fields) {

    /** The names of its columns, in order. */
    public List<String> columns() {
        List<String> names = new ArrayList<>();
        fields.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A value as text, a number with all its digits; empty where there is none. */
    public String text(String column) {
        JsonNode value = fields.path(column);
        return value.isNull() || value.isMissingNode() ? "" : value.asText();
    }

    /** A number; NaN where there is none. */
    public double number(String column) {
        // What JSON has no number for comes as text: "Infinity".
        String text = text(column);
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }

    /** A count. */
    public long count(String column) {
        return fields.path(column).asLong();
    }
}
