package dev.shakedown.jobs.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.jobs.document.DocumentFields;
import dev.shakedown.jobs.document.Located;
import dev.shakedown.jobs.document.NameForm;
import dev.shakedown.jobs.document.Spelling;
import dev.shakedown.jobs.document.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads one entry of {@code attacks}. The objective is written as {@code type} and, if targeted, {@code target} among
 * the other fields, or in the normalised form as a mapping {@code objective}. A target is a reference to an image with
 * perhaps a name; a name alone means that image of the campaign.
 */
final class AttackReader {

    private static final String EXPECTED = "a mapping with type untargeted or targeted";
    private static final String TARGET_EXPECTED =
            "the target image: a mapping with the name of an image of this campaign, or with the sha256 of an upload";
    private static final List<String> SEARCH_FIELDS = List.of("steps", "stepSize", "clip", "iterate");
    private static final Map<String, Iterate> ITERATES =
            new TreeMap<>(Map.of("last", Iterate.LAST, "best", Iterate.BEST));
    private static final Map<String, Boolean> TARGETED = new TreeMap<>(Map.of("untargeted", false, "targeted", true));

    private static final double STEP_SIZE = 1e-3;
    private static final long STEPS_UNTARGETED = 250;
    private static final long STEPS_TARGETED = 500;

    private final UploadReader uploads;
    private final Map<String, ImageSource> images = new TreeMap<>();
    private final Violations violations;

    AttackReader(UploadReader uploads, List<Located<ImageSource>> images, Violations violations) {
        this.uploads = uploads;
        this.violations = violations;
        images.forEach(image -> this.images.putIfAbsent(image.value().name(), image.value()));
    }

    Optional<Located<AttackSpec>> read(Located<JsonNode> place) {
        return DocumentFields.open(place, EXPECTED, violations)
                .flatMap(this::read)
                .map(place::with);
    }

    private Optional<AttackSpec> read(DocumentFields fields) {
        boolean normalised = fields.has("objective");
        List<String> known = new ArrayList<>(normalised ? List.of("objective") : List.of("type", "target"));
        known.addAll(SEARCH_FIELDS);
        fields.refuseAllBut("an attack", known);
        Optional<Objective> objective = normalised
                ? fields.mapping("objective", EXPECTED).flatMap(nested -> {
                    nested.refuseAllBut("an objective", List.of("type", "name", "target"));
                    return objective(nested, true);
                })
                : objective(fields, false);
        long defaultSteps =
                objective.filter(Objective.Targeted.class::isInstance).isPresent() ? STEPS_TARGETED : STEPS_UNTARGETED;
        Optional<Long> steps = fields.whole("steps", Limits.STEPS, defaultSteps);
        Optional<Double> stepSize = fields.number("stepSize", Limits.STEP_SIZE, STEP_SIZE);
        Optional<Boolean> clip = fields.flag("clip", true);
        Optional<Iterate> iterate = fields.choice("iterate", ITERATES, Iterate.LAST);
        if (objective.isEmpty() || steps.isEmpty() || stepSize.isEmpty() || clip.isEmpty() || iterate.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new AttackSpec(objective.get(), steps.get().intValue(), stepSize.get(), clip.get(), iterate.get()));
    }

    private Optional<Objective> objective(DocumentFields fields, boolean normalised) {
        Optional<Boolean> targeted = fields.choice("type", TARGETED, null);
        if (targeted.isEmpty()) {
            return Optional.empty();
        }
        if (targeted.get()) {
            return fields.mapping("target", TARGET_EXPECTED)
                    .flatMap(target -> target(target, normalised ? fields : target));
        }
        if (fields.has("target")) {
            fields.refuse("target", "absent, because an untargeted attack has no target");
            return Optional.empty();
        }
        return Optional.of(new Objective.Untargeted());
    }

    private Optional<Objective> target(DocumentFields target, DocumentFields named) {
        List<String> known = new ArrayList<>(List.of("name"));
        known.addAll(UploadReader.IMAGE_FIELDS);
        target.refuseAllBut("a target", known);
        boolean byName = target.has("name") && !target.has("sha256") && !target.has("file");
        Optional<ImageRef> image = byName ? photograph(target) : uploads.image(target);
        return image.flatMap(ref -> named.text(
                        "name",
                        NameForm.PATTERN,
                        NameForm.EXPECTED,
                        ref.sha256().substring(0, 12))
                .map(name -> new Objective.Targeted(name, ref)));
    }

    /** The sharp photograph of the image that the target names. */
    private Optional<ImageRef> photograph(DocumentFields target) {
        Optional<ImageRef> found = Optional.ofNullable(
                        images.get(target.at("name").value().asText()))
                .flatMap(AttackReader::sharp);
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
}
