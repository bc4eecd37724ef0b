package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.contract.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the local files of a document before any is uploaded: refuses or leaves out those that cannot be used, and
 * drops images that say what another image says. An image that the document names is never dropped.
 */
final class LocalCheck {

    private final PreparedCampaign prepared;
    private final Map<Path, Content> contents = new HashMap<>();

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

    private Content content(FileReference reference) {
        return contents.computeIfAbsent(reference.file().path(), Content::of);
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
            if (file instanceof FileReference.Image image) {
                copy.put("recipe", image.recipe().toString());
            }
        }
        return copy;
    }

    /**
     * What a local file holds, as far as its first bytes tell.
     *
     * @param sha256 of its bytes; empty if it cannot be read
     * @param flaw why it cannot be what its name says, such as {@code is an HTML page}; null if nothing is known
     *     against it
     */
    private record Content(String sha256, @Nullable String flaw) {

        /** Far above what the API accepts, and small enough to hold. */
        private static final long LARGEST = 256L << 20;

        private static final int HEAD = 512;

        static Content of(Path file) {
            try {
                if (Files.size(file) > LARGEST) {
                    return new Content("", "is larger than 256 MiB");
                }
                return new Content(Sha256.of(file).hex(), flaw(head(file)));
            } catch (IOException e) {
                return new Content("", "cannot be read: " + e.getMessage());
            }
        }

        private static @Nullable String flaw(String head) {
            String text = head.strip().toLowerCase(Locale.ROOT);
            if (head.isEmpty()) {
                return "is empty";
            }
            if (text.startsWith("version https://git-lfs.github.com/")) {
                return "is a Git LFS pointer; git lfs pull fetches the file itself";
            }
            if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
                return "is an HTML page; download the file itself";
            }
            return text.startsWith("<?xml") || text.startsWith("<svg") ? "is an XML or SVG file" : null;
        }

        private static String head(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1)
                        .replaceFirst("^\u00ef\u00bb\u00bf", "");
            }
        }
    }
}
