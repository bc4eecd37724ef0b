package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.shakedown.imaging.image.PhotographRecipe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the images of a document. Of a directory or glob it makes an entry a file, and pairs two of them. */
final class ImageEntries {

    private static final int SHOWN = 5;

    private final LocalFiles local;
    private final boolean skipUnusable;
    private final List<ImageEntry> entries = new ArrayList<>();

    /** Of the entry that is being read. */
    private PhotographRecipe recipe = PhotographRecipe.NONE;

    private ImageEntries(LocalFiles local, boolean skipUnusable) {
        this.local = local;
        this.skipUnusable = skipUnusable;
    }

    /**
     * Reads them all.
     *
     * @param skipUnusable whether a picture without its partner is left out
     */
    static List<ImageEntry> read(ArrayNode images, LocalFiles local, boolean skipUnusable) {
        ImageEntries reading = new ImageEntries(local, skipUnusable);
        for (int i = 0; i < images.size(); i++) {
            reading.read(i, images.get(i));
        }
        return reading.entries;
    }

    private void read(int origin, JsonNode entry) {
        String field = "images[" + origin + "]";
        if (!(entry instanceof ObjectNode node)) {
            entries.add(new ImageEntry(origin, entry, List.of(), true));
            return;
        }
        recipe = PhotographRecipe.NONE;
        if (node.has("file")) {
            recipe = PhotographOptions.take(field, node, local);
            for (FoundFile file : local.files(field, node, node)) {
                add(origin, node.deepCopy(), file, null);
            }
            return;
        }
        spellOut(node, "blurred");
        spellOut(node, "sharp");
        if (node.get("blurred") instanceof ObjectNode blurred && blurred.has("file")) {
            recipe = PhotographOptions.take(field, node, local);
            blurred(origin, node, local.files(field + ".blurred", blurred, node));
        } else {
            add(origin, node.deepCopy(), null, null);
        }
    }

    /** Of an image that arrives blurred, a path alone is short for its file. */
    private static void spellOut(ObjectNode node, String part) {
        if (node.has("blurred") && node.get(part) instanceof TextNode path) {
            node.putObject(part).put("file", path.asText());
        }
    }

    private void blurred(int origin, ObjectNode node, List<FoundFile> pictures) {
        if (local.isPlural(node.get("blurred"))
                && node.get("sharp") instanceof ObjectNode sharp
                && local.isPlural(sharp)) {
            String field = "images[" + origin + "].sharp";
            pair(
                    origin,
                    node,
                    pictures,
                    local.files(field, sharp, null),
                    field + ".file: " + sharp.get("file").asText());
        } else {
            // One ground truth, or none, for all of them.
            pictures.forEach(picture -> add(origin, node.deepCopy(), picture, null));
        }
    }

    private void pair(int origin, ObjectNode node, List<FoundFile> pictures, List<FoundFile> truths, String place) {
        Map<String, List<FoundFile>> byKey = truths.stream().collect(Collectors.groupingBy(FoundFile::key));
        Set<FoundFile> used = new HashSet<>();
        List<FoundFile> alone = new ArrayList<>();
        for (FoundFile picture : pictures) {
            List<FoundFile> fitting =
                    pictures.size() == 1 && truths.size() == 1 ? truths : byKey.getOrDefault(picture.key(), List.of());
            used.addAll(fitting);
            if (fitting.size() == 1) {
                add(origin, node.deepCopy(), picture, fitting.get(0));
            } else if (fitting.isEmpty()) {
                alone.add(picture);
            } else {
                local.refuse("%s: must be one file for %s, not %s".formatted(place, picture.shown(), listed(fitting)));
            }
        }
        if (!alone.isEmpty() && !truths.isEmpty()) {
            unmatched("%s: has no picture for %s".formatted(place, listed(alone)), alone.size() < pictures.size());
        }
        List<FoundFile> unused =
                truths.stream().filter(truth -> !used.contains(truth)).toList();
        if (!unused.isEmpty() && !pictures.isEmpty()) {
            unmatched(
                    "%s: %s: must have a blurred picture each; skipUnusable: true goes on without them"
                            .formatted(place, listed(unused)),
                    unused.size() < truths.size());
        }
    }

    private void unmatched(String line, boolean othersMatch) {
        if (skipUnusable && othersMatch) {
            local.leaveOut(line);
        } else {
            local.refuse(line);
        }
    }

    private void add(int origin, ObjectNode node, @Nullable FoundFile picture, @Nullable FoundFile truth) {
        String field = "images[" + origin + "]";
        List<FileReference> files = new ArrayList<>();
        boolean arrivesBlurred = node.has("blurred");
        if (picture != null) {
            ObjectNode place = arrivesBlurred ? (ObjectNode) node.get("blurred") : node;
            files.add(new FileReference.Image(field + (arrivesBlurred ? ".blurred" : ""), place, picture, recipe));
        }
        if (truth != null) {
            files.add(new FileReference.Image(field + ".sharp", (ObjectNode) node.get("sharp"), truth, recipe));
        } else {
            local.image(field + ".sharp", node.get("sharp"), recipe).ifPresent(files::add);
        }
        local.kernel(field + ".kernel", node.get("kernel")).ifPresent(files::add);
        entries.add(new ImageEntry(origin, node, files, picture == null || node.has("name")));
    }

    private static String listed(List<FoundFile> files) {
        String first = files.stream().limit(SHOWN).map(FoundFile::shown).collect(Collectors.joining(", "));
        return files.size() > SHOWN ? first + " and %d more".formatted(files.size() - SHOWN) : first;
    }
}
