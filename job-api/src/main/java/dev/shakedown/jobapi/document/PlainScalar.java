package dev.shakedown.jobapi.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an unquoted word of YAML means: YAML 1.2's core schema without octal and hexadecimal numbers. So {@code no} and
 * {@code 12:30} are text. Numbers of more than forty characters are text too: they are hashes.
 */
final class PlainScalar {

    private static final int LONGEST_NUMBER = 40;
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern REAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUTHS = Set.of("true", "True", "TRUE", "false", "False", "FALSE");
    private static final Pattern INFINITY = Pattern.compile("[-+]?\\.(inf|Inf|INF)");
    private static final Pattern NOT_A_NUMBER = Pattern.compile("\\.(nan|NaN|NAN)");

    private PlainScalar() {}

    static JsonNode resolve(String text) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (NOTHING.contains(text)) {
            return json.nullNode();
        }
        if (TRUTHS.contains(text)) {
            return json.booleanNode(text.toLowerCase(Locale.ROOT).equals("true"));
        }
        if (text.length() > LONGEST_NUMBER) {
            return json.textNode(text);
        }
        if (WHOLE.matcher(text).matches()) {
            BigInteger number = new BigInteger(text);
            return number.bitLength() < Long.SIZE ? json.numberNode(number.longValue()) : json.numberNode(number);
        }
        if (REAL.matcher(text).matches()) {
            return json.numberNode(Double.parseDouble(text));
        }
        if (INFINITY.matcher(text).matches()) {
            return json.numberNode(text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        return NOT_A_NUMBER.matcher(text).matches() ? json.numberNode(Double.NaN) : json.textNode(text);
    }
}
