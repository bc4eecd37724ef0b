package dev.shakedown.jobapi.identity;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.TreeSet;

/**
 * One spelling for every JSON value, so that hashes of it are stable: keys sorted by their UTF-16 code units, no white
 * space, and numbers written out as exact decimals without exponent or trailing zeros, so that 4 and 4.0 are alike and
 * no printing algorithm matters.
 */
public final class CanonicalJson {

    private CanonicalJson() {}

    /** The UTF-8 bytes of the canonical spelling. */
    public static byte[] bytes(JsonNode value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    static String text(JsonNode value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(JsonNode value, StringBuilder to) {
        if (value.isObject()) {
            writeObject(value, to);
        } else if (value.isArray()) {
            writeArray(value, to);
        } else if (value.isTextual()) {
            writeString(value.textValue(), to);
        } else if (value.isNumber()) {
            to.append(number(value));
        } else {
            to.append(value.asText());
        }
    }

    private static void writeObject(JsonNode value, StringBuilder to) {
        TreeSet<String> names = new TreeSet<>();
        value.fieldNames().forEachRemaining(names::add);
        to.append('{');
        String separator = "";
        for (String name : names) {
            to.append(separator);
            writeString(name, to);
            to.append(':');
            write(value.get(name), to);
            separator = ",";
        }
        to.append('}');
    }

    private static void writeArray(JsonNode value, StringBuilder to) {
        to.append('[');
        for (Iterator<JsonNode> entries = value.elements(); entries.hasNext(); ) {
            write(entries.next(), to);
            to.append(entries.hasNext() ? "," : "");
        }
        to.append(']');
    }

    private static void writeString(String value, StringBuilder to) {
        to.append('"')
                .append(JsonStringEncoder.getInstance().quoteAsString(value))
                .append('"');
    }

    private static String number(JsonNode value) {
        BigDecimal exact = value.isFloatingPointNumber() ? new BigDecimal(value.doubleValue()) : value.decimalValue();
        return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }
}
