package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at the local files of a document before any is uploaded: refuses or leaves out those that cannot be used, and
 * drops images that say what another image says. An image that the document names is never dropped.
 */
final class LocalCheck {

    private final PreparedCampaign prepared;
    private final Map<Path, LocalContent> contents = new HashMap<>();

    LocalCheck(PreparedCampaign prepared) {
        this.prepared = prepared;
    }

    /**
     * Checks every file.
     *
     * @throws InvalidDocument if one cannot be used, and the document does not say to go on without it
     */
    void run() {
        prepared.keepUsable(this::flaw);
        dropDuplicates();
    }

    /** SHA-256 of a file's bytes. */
    String sha256(FileReference reference) {
        return content(reference).sha256();
    }

    private Optional<String> flaw(FileReference reference) {
        return Optional.ofNullable(content(reference).flaw())
                .map(flaw -> reference.line(flaw + ": must be " + reference.expected()));
    }

    private LocalContent content(FileReference reference) {
        return contents.computeIfAbsent(reference.file().path(), LocalContent::of);
    }

    private void dropDuplicates() {
        Map<JsonNode, ImageEntry> first = new HashMap<>();
        // Those with a name of their own first: they stay.
        List<ImageEntry> images = prepared.images().stream()
                .sorted(Comparator.comparing(image -> !image.isNamed()))
                .toList();
        for (ImageEntry image : images) {
            if (image.files().isEmpty()) {
                continue;
            }
            ImageEntry same = first.putIfAbsent(identity(image), image);
            if (same != null && !image.isNamed()) {
                prepared.dropDuplicate(image, same);
            }
        }
    }

    /** What an image says but for its labels: its entry with hashes in place of files. */
    private JsonNode identity(ImageEntry image) {
        Map<JsonNode, FileReference> files = new IdentityHashMap<>();
        image.files().forEach(file -> files.put(file.node(), file));
        ObjectNode identity = (ObjectNode) withHashes(image.node(), files);
        identity.remove(List.of("name", "dataSet"));
        return identity;
    }

    private JsonNode withHashes(JsonNode node, Map<JsonNode, FileReference> files) {
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode copy = object.objectNode();
        object.properties().forEach(field -> copy.set(field.getKey(), withHashes(field.getValue(), files)));
        FileReference file = files.get(node);
        if (file != null) {
            copy.remove("file");
            copy.put("sha256", sha256(file));
        }
        return copy;
    }
}
