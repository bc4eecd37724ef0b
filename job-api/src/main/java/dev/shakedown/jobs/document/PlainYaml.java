package dev.shakedown.jobs.document;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * The part of YAML that a document may use. Aliases are refused altogether: a few lines of them can stand for
 * gigabytes, and Jackson reads an alias as a string with the alias's name.
 */
final class PlainYaml {

    private PlainYaml() {}

    /** Why the text is refused; empty if it is plain. Looks at the stream of events and builds nothing. */
    static Optional<String> refusal(String text, int maxDepth) {
        try {
            int depth = 0;
            int documents = 0;
            for (Event event : new Yaml(new LoaderOptions()).parse(new java.io.StringReader(text))) {
                depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
                documents += event instanceof DocumentStartEvent ? 1 : 0;
                if (depth > maxDepth) {
                    return at(event, "nested more than %d deep".formatted(maxDepth));
                }
                if (documents > 1) {
                    return at(event, "more than one document");
                }
                if (event instanceof NodeEvent node && node.getAnchor() != null) {
                    return at(event, "%s %s; write the value out".formatted(kind(event), node.getAnchor()));
                }
                String tag = tag(event);
                if (tag != null) {
                    return at(event, "a tag (%s); write plain values".formatted(tag));
                }
            }
            return documents == 0 ? Optional.of("The document is empty") : Optional.empty();
        } catch (MarkedYAMLException e) {
            return Optional.of("Not YAML: %s (line %d, column %d)"
                    .formatted(
                            e.getProblem(),
                            e.getProblemMark().getLine() + 1,
                            e.getProblemMark().getColumn() + 1));
        } catch (YAMLException e) {
            return Optional.of("Not YAML: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("it cannot be parsed"));
        }
    }

    private static Optional<String> at(Event event, String what) {
        return Optional.of("The document has %s (line %d, column %d)"
                .formatted(
                        what,
                        event.getStartMark().getLine() + 1,
                        event.getStartMark().getColumn() + 1));
    }

    private static String kind(Event event) {
        return event instanceof AliasEvent ? "an alias" : "an anchor";
    }

    private static @Nullable String tag(Event event) {
        if (event instanceof ScalarEvent scalar) {
            return scalar.getTag();
        }
        return event instanceof CollectionStartEvent collection ? collection.getTag() : null;
    }
}
