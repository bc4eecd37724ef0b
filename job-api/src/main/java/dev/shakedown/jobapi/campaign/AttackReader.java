package dev.shakedown.jobapi.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.contract.campaign.Plateau;
import dev.shakedown.jobapi.document.DocumentFields;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads one entry of {@code attacks}. Its {@code name} is also that of a localised attack's edit. The objective and the
 * distance are written among the other fields, or in the normalised form as mappings {@code objective} and
 * {@code distance}.
 */
final class AttackReader {

    private static final String EXPECTED = "a mapping with a type, one of " + ObjectiveReader.types();
    private static final List<String> SEARCH_FIELDS = List.of(
            "norm",
            "start",
            "update",
            "steps",
            "stepSize",
            "clip",
            "iterate",
            "restarts",
            "plateau",
            "expectation",
            "universal",
            "traceEvery");

    private final ObjectiveReader objectives;
    private final DistanceReader distances;
    private final ExpectationReader expectations;
    private final Violations violations;

    AttackReader(UploadReader uploads, KernelReader kernels, List<Located<ImageSource>> images, Violations violations) {
        this.objectives = new ObjectiveReader(uploads, images);
        this.distances = new DistanceReader(uploads);
        this.expectations = new ExpectationReader(kernels);
        this.violations = violations;
    }

    Optional<Located<AttackSpec>> read(Located<JsonNode> place) {
        return DocumentFields.open(place, EXPECTED, violations)
                .flatMap(this::read)
                .map(place::with);
    }

    private Optional<AttackSpec> read(DocumentFields fields) {
        boolean normalised = fields.has("objective");
        List<String> known = new ArrayList<>();
        known.addAll(normalised ? List.of("objective", "name", "distance") : ObjectiveReader.FIELDS);
        known.addAll(normalised ? List.of() : DistanceReader.FIELDS);
        known.addAll(SEARCH_FIELDS);
        fields.refuseAllBut("an attack", known);
        // Empty: the attack is called by what it says.
        Optional<String> name = fields.has("name") ? fields.name("name", NameRule.ATTACK, null) : Optional.of("");
        Optional<Objective> objective = normalised
                ? fields.mapping("objective", EXPECTED).flatMap(nested -> {
                    nested.refuseAllBut("an objective", ObjectiveReader.FIELDS);
                    return objectives.read(nested, true);
                })
                : objectives.read(fields, false);
        Optional<Distance> distance = normalised && fields.has("distance")
                ? fields.mapping("distance", "a mapping with a measure and perhaps a mask")
                        .flatMap(nested -> {
                            nested.refuseAllBut("a distance", DistanceReader.FIELDS);
                            return distances.read(nested);
                        })
                : distances.read(fields);
        boolean towards = objective.filter(sought -> !sought.ascends()).isPresent();
        Optional<Norm> norm = fields.choice("norm", words(Norm.values()), Norm.LINF);
        Optional<Start> start = fields.choice("start", words(Start.values()), Start.UNIFORM);
        Optional<Update> update = fields.choice("update", words(Update.values()), Update.ADAM);
        Optional<Long> steps = fields.whole(
                "steps", Limits.STEPS, (long) (towards ? AttackSpec.STEPS_TOWARDS : AttackSpec.STEPS_AWAY));
        Optional<Double> stepSize = fields.number("stepSize", Limits.STEP_SIZE, AttackSpec.STEP_SIZE);
        Optional<Boolean> clip = fields.flag("clip", true);
        Optional<Iterate> iterate = fields.choice("iterate", words(Iterate.values()), Iterate.LAST);
        Optional<Long> restarts = fields.whole("restarts", Limits.RESTARTS, 1L);
        Optional<Plateau> plateau = fields.has("plateau") ? plateau(fields) : Optional.empty();
        Optional<Expectation> expectation = fields.has("expectation") ? expectations.read(fields) : Optional.empty();
        Optional<Boolean> universal = fields.flag("universal", false);
        Optional<Long> traceEvery = fields.whole("traceEvery", Limits.STEPS, (long) AttackSpec.TRACE_EVERY);
        if (name.isEmpty()
                || objective.isEmpty()
                || distance.isEmpty()
                || norm.isEmpty()
                || start.isEmpty()
                || update.isEmpty()
                || steps.isEmpty()
                || stepSize.isEmpty()
                || clip.isEmpty()
                || iterate.isEmpty()
                || restarts.isEmpty()
                || fields.has("plateau") != plateau.isPresent()
                || fields.has("expectation") != expectation.isPresent()
                || universal.isEmpty()
                || traceEvery.isEmpty()) {
            return Optional.empty();
        }
        AttackSpec attack = new AttackSpec(
                name.get(),
                objective.get(),
                distance.get(),
                norm.get(),
                start.get(),
                update.get(),
                steps.get().intValue(),
                stepSize.get(),
                clip.get(),
                iterate.get(),
                restarts.get().intValue(),
                plateau.orElse(null),
                expectation.orElse(null),
                universal.get(),
                traceEvery.get().intValue());
        return AttackOptionsCheck.holds(attack, fields) ? Optional.of(attack) : Optional.empty();
    }

    private static Optional<Plateau> plateau(DocumentFields attack) {
        return attack.mapping("plateau", "a mapping with steps and perhaps improvement")
                .flatMap(fields -> {
                    fields.refuseAllBut("a plateau", List.of("steps", "improvement"));
                    Optional<Long> steps = fields.whole("steps", Limits.STEPS, null);
                    Optional<Double> improvement =
                            fields.number("improvement", Limits.IMPROVEMENT, Limits.USUAL_IMPROVEMENT);
                    return steps.flatMap(count -> improvement.map(least -> new Plateau(count.intValue(), least)));
                });
    }

    private static <E extends Enum<E>> Map<String, E> words(E[] values) {
        Map<String, E> words = new TreeMap<>();
        for (E value : values) {
            words.put(value.name().toLowerCase(Locale.ROOT), value);
        }
        return words;
    }
}
