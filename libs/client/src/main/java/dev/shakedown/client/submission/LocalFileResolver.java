package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.imaging.image.PhotographRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the local files that a document names. Touches no network; used once. */
final class LocalFileResolver {

    private static final String SKIP_UNUSABLE = "skipUnusable";

    private final ObjectNode tree;
    private final LocalFiles local;
    private final List<FileReference> references = new ArrayList<>();

    private LocalFileResolver(CampaignDocument document) {
        this.tree = document.tree().deepCopy();
        this.local = new LocalFiles(document.folder());
    }

    /**
     * Finds every file.
     *
     * @throws InvalidDocument with a line for each file that is missing or whose entry is invalid
     */
    static PreparedCampaign resolve(CampaignDocument document) {
        return new LocalFileResolver(document).resolved();
    }

    private PreparedCampaign resolved() {
        boolean skipUnusable = skipUnusable();
        List<ImageEntry> images = tree.get("images") instanceof ArrayNode entries
                ? ImageEntries.read(entries, local, skipUnusable)
                : List.of();
        blurs();
        attacks();
        if (!local.violations().isEmpty()) {
            throw new InvalidDocument(local.violations().stream().distinct().toList());
        }
        return new PreparedCampaign(tree, images, references, skipUnusable, local.leftOut());
    }

    /** Known to the command line alone. */
    private boolean skipUnusable() {
        JsonNode choice = tree.remove(SKIP_UNUSABLE);
        if (choice != null && !choice.isBoolean()) {
            local.refuse(SKIP_UNUSABLE + ": " + choice.asText() + ": must be true or false");
        }
        return choice != null && choice.asBoolean();
    }

    private void blurs() {
        JsonNode blurs = tree.path("blurs");
        for (int i = 0; i < blurs.size(); i++) {
            kernel("blurs[" + i + "].kernel", blurs.path(i).get("kernel"));
            kernels("blurs[" + i + "].grid.kernels", blurs.path(i).path("grid").path("kernels"));
        }
    }

    private void attacks() {
        JsonNode attacks = tree.path("attacks");
        for (int i = 0; i < attacks.size(); i++) {
            String field = "attacks[" + i + "]";
            JsonNode attack = attacks.path(i);
            namedImage(local.fittedImage(field + ".target", attack.get("target")), attack.get("target"));
            namedImage(local.fittedImage(field + ".mask", attack.get("mask")), attack.get("mask"));
            namedImage(local.image(field + ".patch", attack.get("patch"), PhotographRecipe.NONE), attack);
            kernels(field + ".expectation.kernels", attack.path("expectation").path("kernels"));
        }
    }

    /** A picture after whose file something is named, if nothing else names it. */
    private void namedImage(Optional<FileReference> image, @Nullable JsonNode named) {
        image.ifPresent(references::add);
        if (image.isPresent() && named instanceof ObjectNode node && !node.has("name")) {
            node.put("name", nameOf(image.get().file()));
        }
    }

    private void kernels(String field, JsonNode kernels) {
        for (int i = 0; i < kernels.size(); i++) {
            kernel(field + "[" + i + "]", kernels.get(i));
        }
    }

    private void kernel(String field, @Nullable JsonNode entry) {
        local.kernel(field, entry).ifPresent(references::add);
    }

    /** The name that a file alone gives. */
    static String nameOf(FoundFile file) {
        return NameRule.LABEL.fit(FoundFile.withoutEnding(file.relative()));
    }
}
