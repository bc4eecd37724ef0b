package dev.shakedown.client.submission;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A campaign document as its author wrote it, YAML or JSON.
 *
 * @param folder what file names in it are relative to
 * @param tree its content
 */
public record CampaignDocument(Path folder, ObjectNode tree) {

    private static final long LARGEST = 1 << 20;

    private static final ObjectMapper YAML = strict(YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private static final ObjectMapper JSON = strict(JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    /**
     * Reads a document.
     *
     * @throws InvalidDocument if there is none at that path, or if it is not YAML or JSON
     */
    public static CampaignDocument read(Path path) {
        JsonNode tree = parse(path);
        if (!(tree instanceof ObjectNode fields)) {
            throw invalid(path + ": must be a campaign document, not " + kind(tree));
        }
        Path parent = path.toAbsolutePath().getParent();
        return new CampaignDocument(parent == null ? Path.of("/") : parent, fields);
    }

    /**
     * The same campaign on other images.
     *
     * @param photographs sharp ones: a file, a folder or a glob, relative to the present folder; null for the
     *     document's own images
     */
    public CampaignDocument withImages(@Nullable String photographs) {
        if (photographs == null) {
            return this;
        }
        ObjectNode changed = tree.deepCopy();
        // Absolute, because what a document names is relative to the document.
        changed.putArray("images")
                .addObject()
                .put("file", Path.of("").toAbsolutePath().resolve(photographs).toString());
        return new CampaignDocument(folder, changed);
    }

    private static JsonNode parse(Path path) {
        try {
            if (Files.isDirectory(path)) {
                throw invalid(path + ": is a directory; must be a campaign document");
            }
            if (Files.size(path) > LARGEST) {
                throw invalid(path + ": is larger than 1 MiB; must be a campaign document");
            }
            String text = Files.readString(path);
            if (path.toString().endsWith(".json")) {
                return JSON.readTree(text);
            }
            refuseAliases(path, text);
            return YAML.readTree(text);
        } catch (NoSuchFileException e) {
            throw invalid(path + ": no such file");
        } catch (CharacterCodingException e) {
            throw invalid(path + ": is not UTF-8 text");
        } catch (JsonProcessingException e) {
            throw invalid("%s: line %d: %s".formatted(path, line(e), reason(e)));
        } catch (IOException e) {
            throw invalid(path + ": cannot be read: " + e.getMessage());
        }
    }

    private static ObjectMapper strict(ObjectMapper mapper) {
        return mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .configure(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION, false);
    }

    /** A document of few lines can say with them that it is of a billion; and Jackson takes an alias for a string. */
    private static void refuseAliases(Path path, String text) throws IOException {
        try (YAMLParser tokens = (YAMLParser) YAML.createParser(text)) {
            while (tokens.nextToken() != null) {
                if (tokens.isCurrentAlias() || tokens.getObjectId() != null) {
                    throw invalid("%s: line %d: has a YAML anchor or alias; must write its value out"
                            .formatted(path, tokens.currentTokenLocation().getLineNr()));
                }
            }
        }
    }

    private static String reason(JsonProcessingException e) {
        String message = oneLine(e.getOriginalMessage());
        return message.replaceFirst("Malformed numeric value '(.*)'", "$1: must be a finite number");
    }

    private static int line(JsonProcessingException e) {
        return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
    }

    /** SnakeYAML's messages quote the source in indented lines; the others say what is wrong. */
    private static String oneLine(String message) {
        return message.lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .collect(Collectors.joining(", "));
    }

    private static String kind(JsonNode tree) {
        if (tree.isMissingNode() || tree.isNull()) {
            return "an empty file";
        }
        return tree.isArray() ? "a list" : "a single value";
    }

    private static InvalidDocument invalid(String line) {
        return new InvalidDocument(List.of(line));
    }
}
