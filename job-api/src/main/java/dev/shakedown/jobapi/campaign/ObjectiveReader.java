package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Patch;
import dev.shakedown.jobapi.document.DocumentFields;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads what an attack is to achieve: {@code type} and what belongs to it. A target is a reference to an image with
 * perhaps a name; a name alone means that image of the campaign.
 */
final class ObjectiveReader {

    /** The fields that an objective may have, whatever its type. */
    static final List<String> FIELDS = List.of("type", "target", "rectangle", "patch", "loss", "tolerance", "name");

    /** The type of a {@link StandardAttack}; its objective is targeted where it has a target. */
    static final String STANDARD = "standard";

    /** The type of a search for the smallest budget. */
    static final String MINIMUM_BUDGET = "minimum-budget";

    private static final String TARGET_EXPECTED =
            "the target image: a mapping with the name of an image of this campaign, or with the sha256 of an upload";
    private static final String PATCH_EXPECTED =
            "what the rectangle is to show: a mapping with text and perhaps colour and background, or with the sha256 of"
                    + " an uploaded image";
    private static final String BLACK = "#000000";

    private enum Type {
        UNTARGETED,
        GROUND_TRUTH,
        MINIMUM_BUDGET,
        TARGETED,
        LOCALISED,
        STANDARD
    }

    private static final Map<String, Type> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("untargeted", Type.UNTARGETED);
        TYPES.put("ground-truth", Type.GROUND_TRUTH);
        TYPES.put(MINIMUM_BUDGET, Type.MINIMUM_BUDGET);
        TYPES.put("targeted", Type.TARGETED);
        TYPES.put("localised", Type.LOCALISED);
        TYPES.put(STANDARD, Type.STANDARD);
    }

    private final UploadReader uploads;
    private final Map<String, ImageSource> images = new TreeMap<>();

    ObjectiveReader(UploadReader uploads, List<Located<ImageSource>> images) {
        this.uploads = uploads;
        images.forEach(image -> this.images.putIfAbsent(image.value().name(), image.value()));
    }

    /** The words for {@code type}, human-readable. */
    static String types() {
        return String.join(", ", TYPES.keySet());
    }

    /**
     * Reads an objective.
     *
     * @param normalised whether a target's name stands beside the target, not in it
     */
    Optional<Objective> read(DocumentFields fields, boolean normalised) {
        Optional<Type> type = fields.choice("type", TYPES, null);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        if (refusesWhatBelongsToAnother(fields, type.get(), normalised)) {
            return Optional.empty();
        }
        return switch (type.get()) {
            case UNTARGETED -> Optional.of(new Objective.Untargeted());
            case GROUND_TRUTH -> Optional.of(new Objective.GroundTruth());
            case MINIMUM_BUDGET ->
                fields.number("loss", Limits.LOSS, null)
                        .flatMap(loss -> fields.number("tolerance", Limits.TOLERANCE, Limits.USUAL_TOLERANCE)
                                .map(tolerance -> new Objective.MinimumBudget(loss, tolerance)));
            case TARGETED -> targeted(fields, normalised);
            case LOCALISED -> localised(fields, normalised);
            case STANDARD ->
                fields.has("target") ? targeted(fields, normalised) : Optional.of(new Objective.Untargeted());
        };
    }

    /** Whether the sharp image of every image of the campaign is known. */
    boolean knowsEverySharpImage() {
        return images.values().stream().allMatch(image -> sharp(image).isPresent());
    }

    private Optional<Objective> targeted(DocumentFields fields, boolean normalised) {
        return fields.mapping("target", TARGET_EXPECTED)
                .flatMap(target -> target(target, normalised ? fields : target));
    }

    private static boolean refusesWhatBelongsToAnother(DocumentFields fields, Type type, boolean normalised) {
        boolean refused = false;
        if (type == Type.STANDARD && normalised) {
            fields.refuse("type", "the type of an objective: a standard attack is written without a mapping objective");
            refused = true;
        }
        if (type != Type.TARGETED && type != Type.STANDARD && fields.has("target")) {
            fields.refuse("target", "absent, because only a targeted attack has a target");
            refused = true;
        }
        for (String name : List.of("rectangle", "patch")) {
            if (type != Type.LOCALISED && fields.has(name)) {
                fields.refuse(name, "absent, because only a localised attack edits a region");
                refused = true;
            }
        }
        for (String name : List.of("loss", "tolerance")) {
            if (type != Type.MINIMUM_BUDGET && fields.has(name)) {
                fields.refuse(name, "absent, because only minimum-budget seeks a budget");
                refused = true;
            }
        }
        boolean named = !normalised || type == Type.LOCALISED || type == Type.TARGETED;
        if (!named && fields.has("name")) {
            fields.refuse("name", "absent, because only a target or an edit has a name here");
            refused = true;
        }
        return refused;
    }

    private Optional<Objective> target(DocumentFields target, DocumentFields named) {
        List<String> known = new ArrayList<>(List.of("name"));
        known.addAll(UploadReader.IMAGE_FIELDS);
        target.refuseAllBut("a target", known);
        boolean byName = target.has("name") && !target.has("sha256") && !target.has("file");
        Optional<ImageRef> image = byName ? photograph(target) : uploads.image(target);
        return image.flatMap(
                ref -> named.name("name", NameRule.LABEL, ref.sha256().substring(0, 12))
                        .map(name -> new Objective.Targeted(name, ref)));
    }

    /** The sharp photograph of the image that the target names. */
    private Optional<ImageRef> photograph(DocumentFields target) {
        Optional<ImageRef> found = Optional.ofNullable(
                        images.get(NameRule.normalised(target.at("name").value().asText())))
                .flatMap(ObjectiveReader::sharp);
        if (found.isEmpty()) {
            String written = target.at("name").value().asText();
            target.refuse(
                    "name",
                    "the name of an image of this campaign whose sharp photograph is known%s"
                            .formatted(Spelling.didYouMean(written, images.keySet())));
        }
        return found;
    }

    private static Optional<ImageRef> sharp(ImageSource source) {
        return source instanceof ImageSource.Sharp photograph
                ? Optional.of(photograph.sharp())
                : Optional.ofNullable(((ImageSource.Blurred) source).sharp());
    }

    private Optional<Objective> localised(DocumentFields fields, boolean normalised) {
        return DistanceReader.rectangle(fields)
                .flatMap(rectangle -> fields.mapping("patch", PATCH_EXPECTED)
                        .flatMap(this::patch)
                        .flatMap(patch -> editName(fields, normalised, defaultName(patch))
                                .map(name -> new Objective.Localised(name, rectangle, patch))));
    }

    /** An edit is called as its attack is; whether that is a name is for the attack's reader to say. */
    private static Optional<String> editName(DocumentFields fields, boolean normalised, String ifAbsent) {
        return normalised
                ? fields.name("name", NameRule.LABEL, ifAbsent)
                : NameRule.LABEL.read(fields.at("name").value().asText()).or(() -> Optional.of(ifAbsent));
    }

    private static String defaultName(Patch patch) {
        if (patch instanceof Patch.Picture picture) {
            return picture.image().sha256().substring(0, 12);
        }
        String plain = ((Patch.Text) patch).text().replaceAll("[^A-Za-z0-9.-]", "-");
        return NameRule.LABEL.read(plain).orElse("text");
    }

    private Optional<Patch> patch(DocumentFields fields) {
        if (fields.has("text")) {
            fields.refuseAllBut("a patch of text", List.of("type", "text", "colour", "background"));
            Optional<String> text = fields.text("text", Limits.TEXT, Limits.TEXT_EXPECTED, null);
            Optional<String> colour = fields.text("colour", Limits.COLOUR, Limits.COLOUR_EXPECTED, BLACK);
            if (fields.has("background")
                    && fields.text("background", Limits.COLOUR, Limits.COLOUR_EXPECTED, null)
                            .isEmpty()) {
                return Optional.empty();
            }
            String background = fields.has("background")
                    ? fields.at("background").value().textValue().toLowerCase(Locale.ROOT)
                    : null;
            return text.flatMap(
                    written -> colour.map(ink -> new Patch.Text(written, ink.toLowerCase(Locale.ROOT), background)));
        }
        if (fields.has("image")) {
            fields.refuseAllBut("a patch", List.of("type", "image"));
            return uploads.image(fields.at("image")).map(Patch.Picture::new);
        }
        fields.refuseAllBut(
                "a patch", List.of("text", "colour", "background", "sha256", "file", "width", "height", "recipe"));
        return uploads.image(fields).map(Patch.Picture::new);
    }
}
