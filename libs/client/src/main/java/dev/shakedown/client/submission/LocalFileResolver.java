package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the local files that a document names. Touches no network; used once. */
final class LocalFileResolver {

    private static final Map<String, String> KERNEL_FORMATS =
            Map.of("png", "png", "npy", "npy", "txt", "text", "csv", "text", "mat", "mat");

    private final CampaignDocument document;
    private final ObjectNode tree;
    private final List<FileReference> references = new ArrayList<>();
    private final List<Integer> imageOrigins = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    private LocalFileResolver(CampaignDocument document) {
        this.document = document;
        this.tree = document.tree().deepCopy();
    }

    /**
     * Finds every file.
     *
     * @throws InvalidDocument with a line for each file that is missing or whose entry is invalid
     */
    static PreparedCampaign resolve(CampaignDocument document) {
        LocalFileResolver resolver = new LocalFileResolver(document);
        resolver.images();
        resolver.blurs();
        resolver.attacks();
        if (!resolver.violations.isEmpty()) {
            throw new InvalidDocument(resolver.violations);
        }
        return new PreparedCampaign(resolver.tree, resolver.references, resolver.imageOrigins);
    }

    private void images() {
        if (!(tree.get("images") instanceof ArrayNode entries)) {
            return;
        }
        ArrayNode expanded = tree.arrayNode();
        for (int i = 0; i < entries.size(); i++) {
            for (JsonNode entry : image("images[" + i + "]", entries.get(i))) {
                expanded.add(entry);
                imageOrigins.add(i);
            }
        }
        tree.set("images", expanded);
    }

    private List<? extends JsonNode> image(String field, JsonNode entry) {
        if (!(entry instanceof ObjectNode node)) {
            return List.of(entry);
        }
        if (node.has("file")) {
            return sharpImages(field, node);
        }
        Path blurred = singleImage(field + ".blurred", node.get("blurred"));
        if (blurred != null) {
            nameAfter(node, blurred);
        }
        singleImage(field + ".sharp", node.get("sharp"));
        kernel(field + ".kernel", node.get("kernel"));
        return List.of(node);
    }

    private List<ObjectNode> sharpImages(String field, ObjectNode node) {
        FilePattern pattern = pattern(field, node);
        if (pattern == null) {
            return List.of(node);
        }
        if (pattern.isPlural() && node.has("name")) {
            violations.add(field + ".name: cannot be given where file means several photographs");
            return List.of(node);
        }
        List<ObjectNode> entries = new ArrayList<>();
        for (Path file : found(field, node, pattern)) {
            ObjectNode entry = node.deepCopy();
            nameAfter(entry, file);
            references.add(new FileReference.Image(field + ".file", entry, file));
            entries.add(entry);
        }
        return entries;
    }

    private @Nullable Path singleImage(String field, @Nullable JsonNode entry) {
        if (!(entry instanceof ObjectNode node) || !node.has("file")) {
            return null;
        }
        Path file = singleFile(field, node);
        if (file != null) {
            references.add(new FileReference.Image(field + ".file", node, file));
        }
        return file;
    }

    private void blurs() {
        JsonNode blurs = tree.path("blurs");
        for (int i = 0; i < blurs.size(); i++) {
            kernel("blurs[" + i + "].kernel", blurs.path(i).get("kernel"));
            JsonNode local = blurs.path(i).path("grid").path("kernels");
            for (int j = 0; j < local.size(); j++) {
                kernel("blurs[" + i + "].grid.kernels[" + j + "]", local.get(j));
            }
        }
    }

    private void attacks() {
        JsonNode attacks = tree.path("attacks");
        for (int i = 0; i < attacks.size(); i++) {
            JsonNode target = attacks.path(i).get("target");
            Path file = singleImage("attacks[" + i + "].target", target);
            if (file != null && target instanceof ObjectNode node) {
                nameAfter(node, file);
            }
            attackOptions("attacks[" + i + "]", attacks.path(i));
        }
    }

    private void attackOptions(String field, JsonNode attack) {
        Path mask = singleImage(field + ".mask", attack.get("mask"));
        if (mask != null && attack.get("mask") instanceof ObjectNode node) {
            nameAfter(node, mask);
        }
        Path patch = singleImage(field + ".patch", attack.get("patch"));
        if (patch != null && attack instanceof ObjectNode node) {
            nameAfter(node, patch);
        }
        JsonNode kernels = attack.path("expectation").path("kernels");
        for (int i = 0; i < kernels.size(); i++) {
            kernel(field + ".expectation.kernels[" + i + "]", kernels.get(i));
        }
    }

    private void kernel(String field, @Nullable JsonNode entry) {
        if (!(entry instanceof ObjectNode node) || !node.has("file")) {
            return;
        }
        Path file = singleFile(field, node);
        if (file == null) {
            return;
        }
        String format = KERNEL_FORMATS.get(ending(file));
        if (format == null) {
            violations.add(
                    field + ".file: " + node.get("file").asText() + ": must end in .png, .npy, .txt, .csv or .mat");
            return;
        }
        references.add(new FileReference.Kernel(field + ".file", node, file, format));
    }

    private @Nullable Path singleFile(String field, ObjectNode node) {
        FilePattern pattern = pattern(field, node);
        if (pattern == null) {
            return null;
        }
        List<Path> files = found(field, node, pattern);
        if (files.size() > 1) {
            violations.add(field + ".file: " + node.get("file").asText() + ": must be one file, not " + files.size());
        }
        return files.size() == 1 ? files.get(0) : null;
    }

    private @Nullable FilePattern pattern(String field, ObjectNode node) {
        if (node.has("sha256")) {
            violations.add(field + ": must have file or sha256, not both");
            return null;
        }
        if (!node.get("file").isTextual() || node.get("file").asText().isBlank()) {
            violations.add(field + ".file: " + node.get("file") + ": must be the path of a file");
            return null;
        }
        return new FilePattern(document.folder(), node.get("file").asText());
    }

    private List<Path> found(String field, ObjectNode node, FilePattern pattern) {
        List<Path> files = pattern.files();
        if (files.isEmpty()) {
            String reason = pattern.isPlural() ? ": matches no file" : ": no such file";
            violations.add(field + ".file: " + node.get("file").asText() + reason);
        }
        return files;
    }

    private static void nameAfter(ObjectNode node, Path file) {
        if (!node.has("name")) {
            node.put("name", FileNames.asName(file));
        }
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
