package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One image of a campaign, as it is submitted. A directory or glob in a document is many of them. */
final class ImageEntry {

    private final int origin;
    private final JsonNode node;
    private final List<FileReference> files;
    private final boolean isNamed;

    /**
     * An image.
     *
     * @param origin the index of the entry that it was written as
     * @param node what is submitted
     * @param files the local files that it names: the picture first, then a ground truth and a kernel
     * @param isNamed whether the document names it
     */
    ImageEntry(int origin, JsonNode node, List<FileReference> files, boolean isNamed) {
        this.origin = origin;
        this.node = node;
        this.files = List.copyOf(files);
        this.isNamed = isNamed;
    }

    JsonNode node() {
        return node;
    }

    List<FileReference> files() {
        return files;
    }

    boolean isNamed() {
        return isNamed;
    }

    void name(String name) {
        ((ObjectNode) node).put("name", name);
    }

    /** Where it is in the document that the user wrote. */
    String field() {
        return "images[" + origin + "]";
    }

    /** The file that a part of it comes from, such as {@code .sharp.sha256}: else its picture; null if it has none. */
    @Nullable
    FoundFile file(String part) {
        String field = field() + part;
        return files.stream()
                .filter(file -> field.startsWith(file.place()))
                .findFirst()
                .or(() -> files.stream().findFirst())
                .map(FileReference::file)
                .orElse(null);
    }

    /** Its picture's file, or where it is if that is no file. */
    String shown() {
        return files.isEmpty() ? field() : files.get(0).file().shown();
    }
}
