package dev.shakedown.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.client.WireFormat;
import dev.shakedown.client.submission.InvalidDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells a network that is imported, but that no worker serves yet, from one that is unknown. */
final class ImportedNames {

    private static final Pattern REFUSED = Pattern.compile("((?:networks|evaluateOn)\\[\\d+]): ([^:]+): .*");

    private ImportedNames() {}

    /**
     * The same refusal, in other words where it is of a network that is imported.
     *
     * @param imported the directory of imported networks; need not be there
     */
    static InvalidDocument explained(InvalidDocument refusal, Path imported) {
        List<String> names = names(imported);
        List<String> lines = refusal.lines().stream()
                .map(line -> {
                    Matcher matcher = REFUSED.matcher(line);
                    return matcher.matches() && names.contains(matcher.group(2))
                            ? "%s: %s: is imported, not served yet: workers of ./shakedown up serve it within some seconds; others need %s"
                                    .formatted(matcher.group(1), matcher.group(2), imported)
                            : line;
                })
                .toList();
        return new InvalidDocument(lines);
    }

    private static List<String> names(Path imported) {
        Path listing = imported.resolve("registry.json");
        List<String> names = new ArrayList<>();
        if (Files.isRegularFile(listing)) {
            try {
                for (JsonNode network :
                        WireFormat.parse(Files.readAllBytes(listing)).path("networks")) {
                    names.add(network.path("name").asText());
                }
            } catch (IOException | UncheckedIOException e) {
                // Then the refusal stays as it is.
            }
        }
        return names;
    }
}
