package dev.shakedown.jobapi.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.shakedown.jobapi.document.DocumentParser.ParseOutcome.Parsed;
import dev.shakedown.jobapi.document.DocumentParser.ParseOutcome.Unreadable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Turns bytes into a tree, and refuses whatever is not plainly one document: other encodings than UTF-8, duplicate
 * keys, several documents, deep nesting, and in YAML anchors, aliases and tags. Numbers that are not finite are read,
 * also from JSON as Python writes them, so that the reader of the field can report what is wrong. Thread-safe.
 */
public final class DocumentParser {

    /** The deepest nesting of mappings and sequences. A campaign needs 6. */
    private static final int MAX_DEPTH = 16;

    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(100)
            .build();

    private final int maxBytes;

    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(CONSTRAINTS)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Prepares a parser. */
    public DocumentParser(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Reads one document. */
    public ParseOutcome parse(byte[] document, DocumentFormat format) {
        if (document.length > maxBytes) {
            return new Unreadable("The document is larger than %d bytes".formatted(maxBytes));
        }
        Optional<String> text = utf8(document);
        if (text.isEmpty()) {
            return new Unreadable("The document is not UTF-8 text");
        }
        return format == DocumentFormat.JSON ? parseJson(text.get()) : YamlTree.parse(text.get(), MAX_DEPTH);
    }

    private ParseOutcome parseJson(String text) {
        try {
            return parsed(json.readTree(text));
        } catch (JsonProcessingException e) {
            return new Unreadable("Not JSON: " + inWords(e));
        }
    }

    private static ParseOutcome parsed(JsonNode root) {
        return root.isMissingNode() ? new Unreadable("The document is empty") : new Parsed(root);
    }

    private static Optional<String> utf8(byte[] document) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The parser's own words without its excerpt of the document and its class names. */
    private static String inWords(JsonProcessingException e) {
        String firstLine = e.getOriginalMessage().lines().findFirst().orElse("it cannot be parsed");
        JsonLocation location = e.getLocation();
        return location == null
                ? firstLine
                : "%s (line %d, column %d)".formatted(firstLine, location.getLineNr(), location.getColumnNr());
    }

    /** The outcome of parsing bytes as a document. */
    public sealed interface ParseOutcome {

        /** They are one. */
        record Parsed(JsonNode root) implements ParseOutcome {}

        /** They are not, or not one that is safe to read. */
        record Unreadable(String detail) implements ParseOutcome {}
    }

    /** The languages that documents are written in. */
    public enum DocumentFormat {
        JSON,
        YAML
    }
}
