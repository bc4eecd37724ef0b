package dev.shakedown.jobapi.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.jobapi.document.DocumentParser.ParseOutcome;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;

/**
 * Builds a tree from YAML's events, from the part of YAML that JSON could say. Anchors and aliases are refused
 * altogether, because a few lines of them can stand for gigabytes, and so are tags. Jackson's own YAML reader takes an
 * alias for a string with the alias's name, and fails on {@code .nan} and {@code .inf}.
 */
final class YamlTree {

    private final Iterator<Event> events;
    private final int maxDepth;

    private YamlTree(String text, int maxDepth) {
        this.events =
                new Yaml(new LoaderOptions()).parse(new StringReader(text)).iterator();
        this.maxDepth = maxDepth;
    }

    static ParseOutcome parse(String text, int maxDepth) {
        try {
            return new ParseOutcome.Parsed(new YamlTree(text, maxDepth).document());
        } catch (RefusedException e) {
            return new ParseOutcome.Unreadable(e.getMessage());
        } catch (MarkedYAMLException e) {
            return new ParseOutcome.Unreadable("Not YAML: " + e.getProblem() + at(e.getProblemMark()));
        } catch (YAMLException e) {
            return new ParseOutcome.Unreadable("Not YAML: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("it cannot be parsed"));
        }
    }

    private JsonNode document() throws RefusedException {
        events.next(); // the stream's start
        if (!(events.next() instanceof DocumentStartEvent)) {
            throw new RefusedException("The document is empty");
        }
        JsonNode root = node(events.next(), 0);
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent) {
                throw refused("more than one document", event);
            }
        }
        return root;
    }

    private JsonNode node(Event event, int depth) throws RefusedException {
        if (depth > maxDepth) {
            throw refused("values nested more than %d deep".formatted(maxDepth), event);
        }
        refuseAnchor(event);
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar.getTag(), event);
            return scalar.isPlain()
                    ? PlainScalar.resolve(scalar.getValue())
                    : JsonNodeFactory.instance.textNode(scalar.getValue());
        }
        refuseTag(((CollectionStartEvent) event).getTag(), event);
        return event instanceof MappingStartEvent ? mapping(depth) : sequence(depth);
    }

    private ObjectNode mapping(int depth) throws RefusedException {
        ObjectNode mapping = JsonNodeFactory.instance.objectNode();
        for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
            refuseAnchor(key);
            if (!(key instanceof ScalarEvent name)) {
                throw refused("a key that is not plain text", key);
            }
            refuseTag(name.getTag(), key);
            if (mapping.has(name.getValue())) {
                throw refused("the key %s twice".formatted(name.getValue()), key);
            }
            mapping.set(name.getValue(), node(events.next(), depth + 1));
        }
        return mapping;
    }

    private ArrayNode sequence(int depth) throws RefusedException {
        ArrayNode sequence = JsonNodeFactory.instance.arrayNode();
        for (Event entry = events.next(); !(entry instanceof SequenceEndEvent); entry = events.next()) {
            sequence.add(node(entry, depth + 1));
        }
        return sequence;
    }

    private static void refuseAnchor(Event event) throws RefusedException {
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            String kind = event instanceof AliasEvent ? "an alias" : "an anchor";
            throw refused("%s (%s); write the value out".formatted(kind, node.getAnchor()), event);
        }
    }

    private static void refuseTag(@Nullable String tag, Event event) throws RefusedException {
        if (tag != null) {
            throw refused("a tag (%s); write plain values".formatted(tag), event);
        }
    }

    private static RefusedException refused(String what, Event event) {
        return new RefusedException("The document has " + what + at(event.getStartMark()));
    }

    private static String at(Mark mark) {
        return " (line %d, column %d)".formatted(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** Ends the building; caught in {@link #parse}. */
    private static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message, null, false, false);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /**
     * What an unquoted word of YAML means: YAML 1.2's core schema without octal and hexadecimal numbers. So {@code no}
     * and {@code 12:30} are text. Numbers of more than forty characters are text too: they are hashes.
     */
    static final class PlainScalar {

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
}
