package dev.shakedown.jobapi.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.shakedown.contract.campaign.NameRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a document. Each method reads one field and answers empty if the field is wrong, having noted the
 * violation. A field that is null counts as absent; an absent field has the default, or is a violation if there is
 * none.
 */
public final class DocumentFields {

    private static final double LARGEST_EXACT_WHOLE = 1L << 53;

    private final String path;
    private final JsonNode node;
    private final Violations violations;

    private DocumentFields(String path, JsonNode node, Violations violations) {
        this.path = path;
        this.node = node;
        this.violations = violations;
    }

    /** Opens what should be a mapping. */
    public static Optional<DocumentFields> open(Located<JsonNode> place, String expected, Violations violations) {
        if (!place.value().isObject()) {
            violations.add(place.path(), place.value(), expected);
            return Optional.empty();
        }
        return Optional.of(new DocumentFields(place.path(), place.value(), violations));
    }

    /** Where the mapping is. */
    public String path() {
        return path;
    }

    /** Where one of its fields is. */
    public String path(String name) {
        return path.equals(Located.DOCUMENT) ? name : path + "." + name;
    }

    /** Whether the field is there and not null. */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** Whatever is there, with its place. */
    public Located<JsonNode> at(String name) {
        return new Located<>(path(name), has(name) ? node.get(name) : MissingNode.getInstance());
    }

    /** Notes that a field is wrong. */
    public void refuse(String name, String expected) {
        violations.add(path(name), node.get(name), expected);
    }

    /** A mapping in a field. */
    public Optional<DocumentFields> mapping(String name, String expected) {
        return open(at(name), expected, violations);
    }

    /** The entries of a sequence that must not be empty. */
    public List<Located<JsonNode>> entries(String name, String expected) {
        JsonNode sequence = node.path(name);
        if (!sequence.isArray() || sequence.isEmpty()) {
            refuse(name, expected);
            return List.of();
        }
        List<Located<JsonNode>> entries = new ArrayList<>(sequence.size());
        for (int i = 0; i < sequence.size(); i++) {
            entries.add(new Located<>("%s[%d]".formatted(path(name), i), sequence.get(i)));
        }
        return entries;
    }

    /** The entries of a sequence that may be left out or empty. */
    public List<Located<JsonNode>> optionalEntries(String name, String expected) {
        return isLeftOut(name) ? List.of() : entries(name, expected);
    }

    /** Whether the field is missing, null or an empty sequence. */
    public boolean isLeftOut(String name) {
        return !has(name) || (node.get(name).isArray() && node.get(name).isEmpty());
    }

    /** A whole number. */
    public Optional<Long> whole(String name, NumberRange range, @Nullable Long ifAbsent) {
        if (!has(name)) {
            return absent(name, ifAbsent, range.expected());
        }
        Optional<Long> value =
                whole(node.get(name)).filter(number -> range.holds().test(number));
        return orRefuse(value, name, range.expected());
    }

    /** A real number, never infinite or NaN. */
    public Optional<Double> number(String name, NumberRange range, @Nullable Double ifAbsent) {
        if (!has(name)) {
            return absent(name, ifAbsent, range.expected());
        }
        return orRefuse(number(node.get(name), range), name, range.expected());
    }

    /** The node as a finite number within the range. */
    public static Optional<Double> number(JsonNode value, NumberRange range) {
        return Optional.of(value)
                .filter(JsonNode::isNumber)
                .map(JsonNode::doubleValue)
                .filter(number -> Double.isFinite(number) && range.holds().test(number));
    }

    /** True or false. */
    public Optional<Boolean> flag(String name, boolean ifAbsent) {
        if (!has(name)) {
            return Optional.of(ifAbsent);
        }
        return orRefuse(
                Optional.of(node.get(name)).filter(JsonNode::isBoolean).map(JsonNode::booleanValue),
                name,
                "true or false");
    }

    /** Text of a given form. */
    public Optional<String> text(String name, Pattern form, String expected, @Nullable String ifAbsent) {
        if (!has(name)) {
            return absent(name, ifAbsent, expected);
        }
        Optional<String> value = Optional.of(node.get(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(text -> form.matcher(text).matches());
        return orRefuse(value, name, expected);
    }

    /** A name, in the normal form NFC. */
    public Optional<String> name(String name, NameRule rule, @Nullable String ifAbsent) {
        if (!has(name)) {
            return absent(name, ifAbsent, rule.expected());
        }
        Optional<String> value = Optional.of(node.get(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .flatMap(rule::read);
        return orRefuse(value, name, rule.expected());
    }

    /** One of a few words. */
    public <T> Optional<T> choice(String name, Map<String, T> choices, @Nullable T ifAbsent) {
        String expected = "one of " + String.join(", ", choices.keySet());
        if (!has(name)) {
            return absent(name, ifAbsent, expected);
        }
        JsonNode word = node.get(name);
        Optional<T> value = word.isTextual() ? Optional.ofNullable(choices.get(word.textValue())) : Optional.empty();
        return orRefuse(value, name, () -> expected + Spelling.didYouMean(word.asText(), choices.keySet()));
    }

    /** Notes every field that is not one of these. */
    public void refuseAllBut(String what, List<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                refuse(
                        name,
                        "a field of %s (%s)%s"
                                .formatted(what, String.join(", ", known), Spelling.didYouMean(name, known)));
            }
        });
    }

    private static Optional<Long> whole(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.canConvertToLong() ? Optional.of(value.longValue()) : Optional.empty();
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        return number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT_WHOLE
                ? Optional.of((long) number)
                : Optional.empty();
    }

    private <T> Optional<T> absent(String name, @Nullable T ifAbsent, String expected) {
        if (ifAbsent == null) {
            refuse(name, expected);
        }
        return Optional.ofNullable(ifAbsent);
    }

    private <T> Optional<T> orRefuse(Optional<T> value, String name, String expected) {
        return orRefuse(value, name, () -> expected);
    }

    private <T> Optional<T> orRefuse(Optional<T> value, String name, Supplier<String> expected) {
        if (value.isEmpty()) {
            refuse(name, expected.get());
        }
        return value;
    }
}
