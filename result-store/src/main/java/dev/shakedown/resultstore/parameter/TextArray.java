package dev.shakedown.resultstore.parameter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.service.problem.Checked;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Reads an array of ids from a JSON body. Thread-safe. */
@Singleton
public class TextArray {

    /** How many ids one request may have. */
    public static final int MOST = 5_000;

    private final ObjectMapper json;

    TextArray(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The ids of an array, each once, in the order in which they come first; or the problem with the body, which names
     * the index of the first id that is wrong.
     *
     * @param field the body's field that has the array; empty if the body is the array
     * @param isId whether a text can be an id
     * @param expected what an id must be, for the problem
     */
    public Checked<Set<String>> read(InputStream body, String field, Predicate<String> isId, String expected)
            throws IOException {
        byte[] bytes = body.readAllBytes();
        JsonNode array;
        try {
            JsonNode root = json.readTree(bytes);
            array = field.isEmpty() ? root : root.path(field);
        } catch (JsonProcessingException e) {
            String example = field.isEmpty() ? "[\"id\"]" : "{\"%s\": [\"id\"]}".formatted(field);
            return Checked.invalid("body", new String(bytes, StandardCharsets.UTF_8), "JSON such as " + example);
        }
        if (!array.isArray() || array.size() > MOST) {
            String given = array.isArray() ? array.size() + " ids" : array.toString();
            return Checked.invalid(
                    field.isEmpty() ? "body" : field, given, "an array of at most %d ids".formatted(MOST));
        }
        Set<String> ids = new LinkedHashSet<>();
        for (int i = 0; i < array.size(); i++) {
            JsonNode id = array.get(i);
            if (!id.isTextual() || !isId.test(id.textValue())) {
                String given = id.isTextual() ? id.textValue() : id.toString();
                return Checked.invalid("%s[%d]".formatted(field, i), given, expected);
            }
            ids.add(id.textValue());
        }
        return new Checked.Valid<>(ids);
    }
}
