package dev.shakedown.local.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object of a document. What is wrong is noted under the field's path, with its value and what is
 * right.
 */
final class Fields {

    private final String path;
    private final ObjectNode node;
    private final List<String> violations;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(String path, ObjectNode node, List<String> violations) {
        this.path = path;
        this.node = node;
        this.violations = violations;
    }

    /** Notes every field that nobody has asked for. */
    void refuseOthers() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                wrong(name, "must be one of " + String.join(", ", known) + didYouMean(name, known));
            }
        });
    }

    void wrong(String name, String expected) {
        JsonNode value = node.get(name);
        violations.add(path(name) + ": " + (value == null ? "is missing" : value.toString()) + ": " + expected);
    }

    boolean has(String name) {
        known.add(name);
        return node.hasNonNull(name);
    }

    String text(String name, @Nullable String otherwise) {
        if (!has(name)) {
            if (otherwise == null) {
                wrong(name, "must be text");
            }
            return otherwise == null ? "" : otherwise;
        }
        JsonNode value = node.get(name);
        if (!value.isTextual()) {
            wrong(name, "must be text");
            return "";
        }
        return value.textValue();
    }

    boolean truth(String name, boolean otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        if (!node.get(name).isBoolean()) {
            wrong(name, "must be true or false");
        }
        return node.get(name).booleanValue();
    }

    double number(String name, @Nullable Double otherwise, double least) {
        double value = any(name, otherwise, "must be a number of at least " + plain(least));
        if (has(name) && node.get(name).isNumber() && !(value >= least && Double.isFinite(value))) {
            wrong(name, "must be a number of at least " + plain(least));
            return Math.max(least, 1);
        }
        return value;
    }

    double positive(String name, @Nullable Double otherwise) {
        double value = any(name, otherwise, "must be a number above 0");
        if (has(name) && node.get(name).isNumber() && !(value > 0 && Double.isFinite(value))) {
            wrong(name, "must be a number above 0");
            return 1;
        }
        return value;
    }

    int whole(String name, @Nullable Integer otherwise, int least, int most) {
        String expected = "must be a whole number from " + least + " to " + most;
        if (!has(name)) {
            if (otherwise == null) {
                wrong(name, expected);
            }
            return otherwise == null ? least : otherwise;
        }
        JsonNode value = node.get(name);
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > most) {
            wrong(name, expected);
            return least;
        }
        return value.intValue();
    }

    private double any(String name, @Nullable Double otherwise, String expected) {
        if (has(name) && node.get(name).isNumber()) {
            return node.get(name).doubleValue();
        }
        if (has(name) || otherwise == null) {
            wrong(name, expected);
        }
        return otherwise == null ? 1 : otherwise;
    }

    /** The fields of an object in this one; none of them if it is missing. */
    Fields object(String name) {
        if (has(name) && node.get(name) instanceof ObjectNode object) {
            return new Fields(path(name), object, violations);
        }
        if (has(name)) {
            wrong(name, "must be an object");
        }
        return new Fields(path(name), node.objectNode(), violations);
    }

    /** The objects of a list that must have one at least. */
    List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        if (!has(name) || !node.get(name).isArray() || node.get(name).isEmpty()) {
            wrong(name, "must be a list with one entry at least");
            return objects;
        }
        int index = 0;
        for (JsonNode entry : node.get(name)) {
            String at = path(name) + "[" + index++ + "]";
            if (entry instanceof ObjectNode object) {
                objects.add(new Fields(at, object, violations));
            } else {
                violations.add(at + ": " + entry + ": must be an object");
            }
        }
        return objects;
    }

    /** Numbers above 0 by whole numbers of at least 1, such as seconds by images; empty if it is missing. */
    TreeMap<Integer, Double> numbersByCount(String name) {
        TreeMap<Integer, Double> numbers = new TreeMap<>();
        Fields entries = object(name);
        entries.node.properties().forEach(entry -> {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            if (!key.matches("[1-9][0-9]{0,5}")) {
                violations.add(entries.path(key) + ": must be a whole number of at least 1");
            } else if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
                entries.wrong(key, "must be a number above 0");
            } else {
                numbers.put(Integer.valueOf(key), value.doubleValue());
            }
        });
        return numbers;
    }

    private String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString(Math.round(number)) : Double.toString(number);
    }

    /** A hint if a word is but a letter or two away from one that is known; else nothing. */
    static String didYouMean(String written, Collection<String> words) {
        return words.stream()
                .filter(word -> distance(written, word) <= Math.max(1, Math.min(3, written.length() / 3)))
                .min((a, b) -> distance(written, a) - distance(written, b))
                .map(word -> "; did you mean " + word + "?")
                .orElse("");
    }

    /** Levenshtein's distance, where two neighbours that changed places count as one step, too. */
    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : distance(a, i, b, j, steps);
            }
        }
        return steps[a.length()][b.length()];
    }

    private static int distance(String a, int i, String b, int j, int[][] steps) {
        int substituted = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(substituted, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
    }
}
