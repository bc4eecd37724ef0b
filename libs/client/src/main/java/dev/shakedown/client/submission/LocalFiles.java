package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.imaging.image.PhotographRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds files that a document names, and collects what is wrong with those entries. */
final class LocalFiles {

    private static final Map<String, String> KERNEL_FORMATS =
            Map.of("png", "png", "npy", "npy", "txt", "text", "csv", "text", "mat", "mat");

    private final Path folder;
    private final List<String> violations = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    LocalFiles(Path folder) {
        this.folder = folder;
    }

    List<String> violations() {
        return violations;
    }

    List<String> leftOut() {
        return leftOut;
    }

    void refuse(String line) {
        violations.add(line);
    }

    void leaveOut(String line) {
        leftOut.add(line);
    }

    /** Whether the {@code file} of an entry can mean several. */
    boolean isPlural(@Nullable JsonNode entry) {
        return entry instanceof ObjectNode node
                && node.path("file").isTextual()
                && new FilePattern(folder, node.get("file").asText()).isPlural();
    }

    /**
     * Every file that an entry names.
     *
     * @param field where the entry is
     * @param image the image that it belongs to, which can have no name if it names several; null for none
     */
    List<FoundFile> files(String field, ObjectNode node, @Nullable ObjectNode image) {
        if (node.has("sha256")) {
            refuse(field + ": must have file or sha256, not both");
            return List.of();
        }
        if (!node.get("file").isTextual() || node.get("file").asText().isBlank()) {
            refuse(field + ".file: " + node.get("file") + ": must be the path of a file");
            return List.of();
        }
        String text = node.get("file").asText();
        FilePattern pattern = new FilePattern(folder, text);
        if (image != null && image.has("name") && pattern.isPlural()) {
            refuse(field.replaceFirst("\\.blurred$", "")
                    + ".name: cannot be given where file means several photographs");
            return List.of();
        }
        try {
            List<FoundFile> files = pattern.files();
            if (files.isEmpty()) {
                refuse(field + ".file: " + text + (pattern.isPlural() ? ": matches no file" : ": no such file"));
            }
            return files;
        } catch (IOException e) {
            refuse(field + ".file: " + text + ": cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    /** The one photograph that an entry names; empty if it names none. */
    Optional<FileReference> image(String field, @Nullable JsonNode entry, PhotographRecipe recipe) {
        return entry instanceof ObjectNode node && node.has("file")
                ? single(field, node).map(file -> new FileReference.Image(field, node, file, recipe))
                : Optional.empty();
    }

    /** The one photograph that a target or mask names, with what is done to it; empty if it names none. */
    Optional<FileReference> fittedImage(String field, @Nullable JsonNode entry) {
        if (!(entry instanceof ObjectNode node && node.has("file"))) {
            return Optional.empty();
        }
        PhotographOptions.Taken options = PhotographOptions.takeFitted(field, node, this);
        return single(field, node)
                .map(file -> new FileReference.Image(field, node, file, options.recipe(), options.fit()));
    }

    /** The one kernel that an entry names; empty if it names none. */
    Optional<FileReference> kernel(String field, @Nullable JsonNode entry) {
        return entry instanceof ObjectNode node && node.has("file")
                ? single(field, node).flatMap(file -> kernel(field, node, file))
                : Optional.empty();
    }

    private Optional<FileReference> kernel(String field, ObjectNode node, FoundFile file) {
        String format = KERNEL_FORMATS.get(ending(file.path()));
        if (format == null) {
            refuse(field + ".file: " + node.get("file").asText() + ": must end in .png, .npy, .txt, .csv or .mat");
            return Optional.empty();
        }
        return Optional.of(new FileReference.Kernel(field, node, file, format));
    }

    private Optional<FoundFile> single(String field, ObjectNode node) {
        List<FoundFile> files = files(field, node, null);
        if (files.size() > 1) {
            refuse(field + ".file: " + node.get("file").asText() + ": must be one file, not " + files.size());
        }
        return files.size() == 1 ? Optional.of(files.get(0)) : Optional.empty();
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
