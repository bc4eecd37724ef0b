package dev.shakedown.jobapi.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.campaign.AttackSpec.Perturb;
import dev.shakedown.contract.campaign.AttackSpec.Plateau;
import dev.shakedown.contract.campaign.AttackSpec.Start;
import dev.shakedown.contract.campaign.AttackSpec.Update;
import dev.shakedown.contract.campaign.Distance;
import dev.shakedown.contract.campaign.Expectation;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.KernelSpec;
import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.contract.campaign.Objective;
import dev.shakedown.jobapi.document.DocumentFields;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.NumberRange;
import dev.shakedown.jobapi.document.Violations;
import dev.shakedown.jobapi.identity.CanonicalJson;
import dev.shakedown.jobapi.identity.JobIdentityContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one entry of {@code attacks}, which is one attack or a {@link StandardAttack}. Its {@code name} is also that of
 * a localised attack's edit. The objective and the distance are written among the other fields, or in the normalised
 * form as mappings {@code objective} and {@code distance}.
 */
final class AttackReader {

    private static final String EXPECTED = "a mapping with a type, one of " + ObjectiveReader.types();
    private static final String EXPECTATION_EXPECTED =
            "a mapping with noiseSigma and samples, kernels or jpeg, or with several of them";
    private static final int MOST_STEPS = 100;
    private static final String EVALUATE_AT_EXPECTED =
            "at most 100 ascending whole numbers from 1 to %d, the number of steps, for example [5, 10, 20]";
    private static final int MOST_QUALITIES = 10;
    private static final String JPEG_EXPECTED =
            "at most 10 ascending whole numbers from 1 to 100, qualities of JPEG files, for example [75, 90]";
    private static final int NAME_DIGITS = 8;
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
            "traceEvery",
            "evaluateAt",
            "grey",
            "zeroMean",
            "perturb",
            "kernelNorm",
            "kernelBudget");

    /** Only in the normalised form; people write the step size as {@code budget/N}. */
    private static final String BUDGET_PARTS = "budgetParts";

    private final ObjectiveReader objectives;
    private final DistanceReader distances;
    private final KernelReader kernels;
    private final Violations violations;

    AttackReader(UploadReader uploads, KernelReader kernels, List<Located<ImageSource>> images, Violations violations) {
        this.objectives = new ObjectiveReader(uploads, images);
        this.distances = new DistanceReader(uploads);
        this.kernels = kernels;
        this.violations = violations;
    }

    /** One attack, or the members of a standard attack, all in the same place; none if the entry is wrong. */
    List<Located<AttackSpec>> read(Located<JsonNode> place) {
        Optional<DocumentFields> opened = DocumentFields.open(place, EXPECTED, violations);
        boolean standard = place.value().path("type").asText().equals(ObjectiveReader.STANDARD)
                && !place.value().has("objective");
        return opened
                .map(fields ->
                        standard ? standard(fields) : read(fields).stream().toList())
                .orElse(List.of())
                .stream()
                .map(place::with)
                .toList();
    }

    private List<AttackSpec> standard(DocumentFields fields) {
        fields.refuseAllBut("a standard attack, which has no parameters", List.of("type", "target"));
        return objectives
                .read(fields, false)
                .map(objective -> StandardAttack.members(objective, objectives.knowsEverySharpImage()))
                .orElse(List.of());
    }

    private Optional<AttackSpec> read(DocumentFields fields) {
        boolean normalised = fields.has("objective");
        List<String> known = new ArrayList<>();
        known.addAll(normalised ? List.of("objective", "name", "distance") : ObjectiveReader.FIELDS);
        known.addAll(normalised ? List.of() : DistanceReader.FIELDS);
        known.addAll(SEARCH_FIELDS);
        known.addAll(normalised ? List.of(BUDGET_PARTS) : List.of());
        fields.refuseAllBut("an attack", known);
        // Empty: the attack is called by what it says.
        Optional<String> name = fields.has("name") ? fields.name("name", NameRule.ATTACK, null) : Optional.of("");
        Optional<Objective> objective = normalised
                ? fields.mapping("objective", EXPECTED).flatMap(nested -> {
                    nested.refuseAllBut("an objective", ObjectiveReader.FIELDS);
                    return objectives.read(nested, true);
                })
                : objectives.read(fields, false);
        boolean smallest = objective
                .filter(sought -> sought instanceof Objective.MinimumBudget)
                .isPresent();
        Optional<Distance> distance = normalised && fields.has("distance")
                ? fields.mapping("distance", "a mapping with a measure and perhaps a mask, weighting and clampOutput")
                        .flatMap(nested -> {
                            nested.refuseAllBut("a distance", DistanceReader.FIELDS);
                            return distances.read(nested, smallest);
                        })
                : distances.read(fields, smallest);
        boolean towards = objective.filter(sought -> !sought.ascends()).isPresent();
        Optional<Norm> norm = fields.choice("norm", Limits.words(Norm.values()), Norm.LINF);
        Optional<Start> start =
                fields.choice("start", Limits.words(Start.values()), smallest ? Start.ZERO : Start.UNIFORM);
        Optional<Update> update = fields.choice("update", Limits.words(Update.values()), Update.ADAM);
        int usual = towards ? AttackSpec.STEPS_TOWARDS : AttackSpec.STEPS_AWAY;
        Optional<Long> steps =
                fields.whole("steps", Limits.STEPS, (long) (smallest ? AttackSpec.STEPS_AT_A_BUDGET : usual));
        Double usualParts = smallest ? (Double) AttackSpec.BISECTION_BUDGET_PARTS : null;
        Double parts = switch (update.orElse(Update.ADAM)) {
            case APGD -> (Double) AttackSpec.APGD_BUDGET_PARTS;
            case SQUARE -> (Double) AttackSpec.SQUARE_BUDGET_PARTS;
            case ADAM, SIGN, GRADIENT -> usualParts;
        };
        boolean fromBest = update.filter(rule -> rule == Update.APGD || rule == Update.SQUARE)
                .isPresent();
        Optional<StepSize> stepSize = stepSize(fields, parts);
        Optional<Boolean> clip = fields.flag("clip", true);
        Optional<Iterate> iterate = fields.choice(
                "iterate", Limits.words(Iterate.values()), fromBest || smallest ? Iterate.BEST : Iterate.LAST);
        Optional<Long> restarts = fields.whole("restarts", Limits.RESTARTS, 1L);
        Optional<Plateau> plateau = fields.has("plateau") ? plateau(fields) : Optional.empty();
        Optional<Expectation> expectation = fields.has("expectation")
                ? fields.mapping("expectation", EXPECTATION_EXPECTED).flatMap(this::expectation)
                : Optional.empty();
        Optional<Boolean> universal = fields.flag("universal", false);
        Optional<Long> traceEvery = fields.whole("traceEvery", Limits.STEPS, (long) AttackSpec.TRACE_EVERY);
        Optional<List<Integer>> evaluateAt = steps.flatMap(last -> ascending(
                fields, "evaluateAt", NumberRange.whole(1, last), MOST_STEPS, EVALUATE_AT_EXPECTED.formatted(last)));
        Optional<Boolean> grey = fields.flag("grey", false);
        Optional<Boolean> zeroMean = fields.flag("zeroMean", false);
        Optional<Perturb> perturb = fields.choice("perturb", Limits.words(Perturb.values()), Perturb.IMAGE);
        Optional<Norm> kernelNorm = fields.choice("kernelNorm", Limits.words(Norm.values()), Norm.L2);
        Optional<Double> kernelBudget = perturb.flatMap(what -> kernelBudget(fields, what));
        boolean incomplete = Stream.of(
                        name,
                        objective,
                        distance,
                        norm,
                        start,
                        update,
                        steps,
                        stepSize,
                        clip,
                        iterate,
                        restarts,
                        universal,
                        traceEvery,
                        evaluateAt,
                        grey,
                        zeroMean,
                        perturb,
                        kernelNorm,
                        kernelBudget)
                .anyMatch(Optional::isEmpty);
        if (incomplete
                || fields.has("plateau") != plateau.isPresent()
                || fields.has("expectation") != expectation.isPresent()) {
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
                stepSize.get().value(),
                clip.get(),
                iterate.get(),
                restarts.get().intValue(),
                plateau.orElse(null),
                expectation.orElse(null),
                universal.get(),
                traceEvery.get().intValue(),
                evaluateAt.get(),
                grey.get(),
                zeroMean.get(),
                stepSize.get().budgetParts(),
                perturb.get(),
                kernelNorm.get(),
                kernelBudget.get());
        return AttackOptionsCheck.holds(attack, fields) ? Optional.of(attack) : Optional.empty();
    }

    /** Must be given where the kernel is perturbed, and only there; else any number. */
    private static Optional<Double> kernelBudget(DocumentFields fields, Perturb perturb) {
        if (perturb != Perturb.IMAGE) {
            return fields.number("kernelBudget", Limits.KERNEL_BUDGET, null);
        }
        for (String field : List.of("kernelBudget", "kernelNorm")) {
            if (fields.has(field)) {
                fields.refuse(field, "absent, because perturb is image; for example perturb: kernel");
                return Optional.empty();
            }
        }
        return Optional.of(0.0);
    }

    private static Optional<StepSize> stepSize(DocumentFields fields, @Nullable Double usualParts) {
        if (usualParts != null && !fields.has("stepSize")) {
            return Optional.of(StepSize.ofBudget(usualParts));
        }
        if (fields.has(BUDGET_PARTS)) {
            return fields.number(BUDGET_PARTS, Limits.BUDGET_PARTS, null).map(StepSize::ofBudget);
        }
        if (!fields.at("stepSize").value().isTextual()) {
            return fields.number("stepSize", Limits.STEP_SIZE, AttackSpec.STEP_SIZE)
                    .map(value -> new StepSize(value, null));
        }
        Matcher share =
                Limits.BUDGET_SHARE.matcher(fields.at("stepSize").value().textValue());
        double parts = share.matches() ? Double.parseDouble(share.group(1)) : Double.NaN;
        if (!Limits.BUDGET_PARTS.holds().test(parts)) {
            fields.refuse("stepSize", Limits.STEP_SIZE_EXPECTED);
            return Optional.empty();
        }
        return Optional.of(StepSize.ofBudget(parts));
    }

    /** Whole numbers, ascending; none if nothing is said. */
    private static Optional<List<Integer>> ascending(
            DocumentFields fields, String field, NumberRange range, int most, String expected) {
        List<Integer> numbers = new ArrayList<>();
        List<Located<JsonNode>> places = fields.optionalEntries(field, expected);
        if (places.isEmpty() && fields.has(field) && !fields.at(field).value().isArray()) {
            return Optional.empty();
        }
        for (Located<JsonNode> place : places) {
            Optional<Double> number =
                    DocumentFields.number(place.value(), range).filter(value -> value == Math.rint(value));
            if (number.isEmpty()
                    || numbers.size() == most
                    || !numbers.isEmpty() && number.get() <= numbers.get(numbers.size() - 1)) {
                fields.refuse(field, expected);
                return Optional.empty();
            }
            numbers.add(number.get().intValue());
        }
        return Optional.of(numbers);
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

    private Optional<Expectation> expectation(DocumentFields fields) {
        fields.refuseAllBut("an expectation", List.of("samples", "noiseSigma", "kernels", "jpeg"));
        Optional<Double> sigma = fields.number("noiseSigma", Limits.NOISE_SIGMA, 0.0);
        Optional<Long> samples = fields.whole("samples", Limits.SAMPLES, 1L);
        List<Located<JsonNode>> places = fields.optionalEntries("kernels", "a list of kernels");
        List<KernelSpec> read =
                places.stream().map(kernels::read).flatMap(Optional::stream).toList();
        Optional<List<Integer>> jpeg = ascending(fields, "jpeg", Limits.JPEG_QUALITY, MOST_QUALITIES, JPEG_EXPECTED);
        if (sigma.isEmpty() || samples.isEmpty() || jpeg.isEmpty() || read.size() < places.size()) {
            return Optional.empty();
        }
        if (sigma.get() == 0 && samples.get() > 1) {
            fields.refuse("samples", "1, because without noiseSigma every draw is the same");
            return Optional.empty();
        }
        if (sigma.get() == 0 && read.isEmpty() && jpeg.get().isEmpty()) {
            fields.refuse(
                    "noiseSigma", "above 0 where there are neither kernels nor jpeg, because nothing would be drawn");
            return Optional.empty();
        }
        return Optional.of(new Expectation(samples.get().intValue(), sigma.get(), read, jpeg.get()));
    }

    /**
     * The attacks under their final names. Where several would be called by the same words, those that the document
     * does not name get digits that depend on the attack alone, so it is called the same in every such campaign.
     */
    static List<Located<AttackSpec>> distinguished(List<Located<AttackSpec>> attacks) {
        Map<String, Integer> counts = new HashMap<>();
        attacks.forEach(attack -> counts.merge(attack.value().name(), 1, Integer::sum));
        return attacks.stream()
                .map(attack -> attack.with(attack.value().named(name(attack.value(), counts))))
                .toList();
    }

    private static String name(AttackSpec attack, Map<String, Integer> counts) {
        boolean isNamed = !attack.named("").name().equals(attack.name());
        if (isNamed) {
            return attack.name();
        }
        return NameRule.ATTACK.fit(
                counts.getOrDefault(attack.name(), 0) > 1 ? attack.name() + ", " + digits(attack) : attack.name());
    }

    private record StepSize(double value, @Nullable Double budgetParts) {

        static StepSize ofBudget(double parts) {
            return new StepSize(AttackSpec.stepSize(1, parts), parts);
        }
    }

    private static String digits(AttackSpec attack) {
        return Sha256.hex(CanonicalJson.bytes(JobIdentityContent.of(attack))).substring(0, NAME_DIGITS);
    }
}
