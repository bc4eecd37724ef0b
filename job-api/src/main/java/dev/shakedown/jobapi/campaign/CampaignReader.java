package dev.shakedown.jobapi.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.Campaign;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.campaign.NameRule;
import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.campaign.PublishedFigure;
import dev.shakedown.contract.campaign.Retention;
import dev.shakedown.contract.http.BlobDescription;
import dev.shakedown.contract.job.FurtherMetric;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.jobapi.campaign.ReadOutcome.Accepted;
import dev.shakedown.jobapi.campaign.ReadOutcome.Rejected;
import dev.shakedown.jobapi.document.DocumentFields;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.document.Violations;
import dev.shakedown.jobapi.queue.ServedNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads a campaign document and reports everything that is wrong with it at once.
 *
 * <p>Two forms are one language. What people write:
 *
 * <pre>{@code
 * schema: 1
 * name: demo
 * images: [{name: astronaut, sha256: ...}, {blurred: {sha256: ...}, sharp: {sha256: ...}, kernel: {...}}]
 * blurs: [{kernel: {type: gaussian, size: 15, sigma: 2.0}}]
 * networks: [wiener]
 * evaluateOn: [wiener-cnn]
 * attacks: [{type: untargeted}, {type: targeted, target: {sha256: ...}, steps: 500}]
 * budgets: [4, 8]
 * }</pre>
 *
 * and what {@link Campaign} serialises to, with every default filled in, sizes beside hashes, {@code images[].sharp}
 * and {@code attacks[].objective} as mappings of their own; {@code craftIn} is not written, since {@code networks}
 * names the networks in that precision. The second form of any accepted document is accepted, and means the same
 * campaign. Width, height and a kernel's size come from the result-store; where the document gives them they must
 * agree.
 */
public final class CampaignReader {

    private static final List<String> FIELDS = List.of(
            "schema",
            "name",
            "images",
            "blurs",
            "networks",
            "evaluateOn",
            "craftIn",
            "attacks",
            "budgets",
            "seed",
            "seeds",
            "priority",
            "retention",
            "furtherMetrics",
            "keepOutputs",
            "published");

    private final ServedNetworks networks;
    private final Map<String, BlobDescription> uploads;
    private final long maxJobs;

    /**
     * Reads against a state of the world.
     *
     * @param uploads descriptions of those uploads {@linkplain #uploads mentioned} that the result-store has
     */
    public CampaignReader(ServedNetworks networks, Map<String, BlobDescription> uploads, long maxJobs) {
        this.networks = networks;
        this.uploads = Map.copyOf(uploads);
        this.maxJobs = maxJobs;
    }

    /** The hashes of all uploads that a document mentions. */
    public static Set<String> uploads(JsonNode root) {
        return UploadReader.mentioned(root);
    }

    /** Reads one document. */
    public ReadOutcome read(JsonNode root) {
        Violations violations = new Violations();
        Optional<Accepted> accepted = DocumentFields.open(
                        new Located<>(Located.DOCUMENT, root), "a mapping with the fields of a campaign", violations)
                .flatMap(fields -> read(fields, violations));
        return accepted.isPresent() && violations.none()
                ? accepted.get()
                : new Rejected(violations.first(), violations.found());
    }

    private Optional<Accepted> read(DocumentFields fields, Violations violations) {
        fields.refuseAllBut("a campaign", FIELDS);
        fields.whole("schema", Limits.SCHEMA, (long) Campaign.SCHEMA);
        Optional<String> name = fields.name("name", NameRule.LABEL, null);
        Optional<Long> seed = fields.whole("seed", Limits.SEED, 0L);
        Optional<Long> seeds = fields.whole("seeds", Limits.SEEDS, 1L);
        if (seed.isPresent() && seeds.isPresent() && !Limits.SEED.holds().test(seed.get() + seeds.get() - 1)) {
            fields.refuse("seeds", "so few that the last one, seed + seeds - 1, is at most 2^53 - 1");
        }
        Optional<Priority> priority = fields.choice("priority", Limits.PRIORITIES, Priority.NORMAL);
        Optional<Retention> retention = fields.choice("retention", Limits.RETENTIONS, Retention.ALL);
        Optional<Boolean> keepOutputs = fields.flag("keepOutputs", false);
        if (retention.equals(Optional.of(Retention.METRICS)) && keepOutputs.equals(Optional.of(true))) {
            fields.refuse("keepOutputs", "false where retention is metrics, which keeps numbers alone");
        }

        List<String> furtherMetrics = furtherMetrics(fields, violations);

        UploadReader uploadReader = new UploadReader(uploads, violations);
        KernelReader kernelReader = new KernelReader(uploadReader, violations);
        List<Located<ImageSource>> images = read(
                fields.entries("images", "a list of at least one image"),
                new ImageSourceReader(uploadReader, kernelReader, violations)::read);
        List<Located<BlurSpec>> blurs =
                read(blurEntries(fields, images), new BlurReader(kernelReader, violations)::read);
        NetworkSelection selection = new NetworkSelection(networks, violations);
        boolean inBfloat16 = fields.choice("craftIn", Limits.IN_BFLOAT16, false).orElse(false);
        List<Located<AnnouncedNetwork>> named = read(
                fields.entries("networks", "a list of at least one network id"),
                place -> inBfloat16 ? selection.read(place).flatMap(selection::inBfloat16) : selection.read(place));
        List<Located<AnnouncedNetwork>> evaluateOn =
                read(fields.optionalEntries("evaluateOn", "a list of network ids"), selection::read);
        selection.checkNamed(evaluateOn);
        List<List<AnnouncedNetwork>> judges = named.stream()
                .map(network -> selection.judges(network, evaluateOn))
                .toList();
        AttackReader attackReader = new AttackReader(uploadReader, kernelReader, images, violations);
        List<Located<AttackSpec>> attacks =
                AttackReader.distinguished(fields.entries("attacks", "a list of at least one attack").stream()
                        .flatMap(place -> attackReader.read(place).stream())
                        .toList());
        List<Located<Double>> budgets =
                read(fields.entries("budgets", "a list of at least one budget"), place -> budget(place, violations));

        PublishedReader figures = new PublishedReader(ids(named), values(attacks), values(budgets), violations);
        List<PublishedFigure> published = fields.optionalEntries("published", "a list of published figures").stream()
                .map(figures::read)
                .flatMap(Optional::stream)
                .toList();

        if (violations.none()) {
            selection.checkQueues(named, judges);
            new DuplicateCheck(violations).check(images, blurs, named, evaluateOn, attacks, budgets);
        }
        if (name.isEmpty()
                || seed.isEmpty()
                || seeds.isEmpty()
                || priority.isEmpty()
                || retention.isEmpty()
                || keepOutputs.isEmpty()) {
            return Optional.empty();
        }
        Campaign campaign = new Campaign(
                Campaign.SCHEMA,
                name.get(),
                values(images),
                values(blurs),
                ids(named),
                ids(evaluateOn),
                values(attacks),
                values(budgets),
                seed.get(),
                seeds.get().intValue(),
                priority.get(),
                retention.get(),
                furtherMetrics,
                keepOutputs.get(),
                published);
        if (withinJobLimit(campaign, violations)) {
            new CompatibilityCheck(violations).check(images, blurs, involved(named, judges), attacks);
            new KernelAttackCheck(violations).check(attacks, named, involved(named, judges));
        }
        return Optional.of(new Accepted(
                campaign,
                named.stream().map(network -> network.value().ref()).toList(),
                judges.stream().map(CampaignReader::refs).toList()));
    }

    /** In one order, since the order means nothing. */
    private static List<String> furtherMetrics(DocumentFields fields, Violations violations) {
        List<String> metrics = new ArrayList<>();
        for (Located<JsonNode> place :
                fields.optionalEntries("furtherMetrics", "a list of " + Limits.METRICS_EXPECTED)) {
            String metric = place.value().asText();
            if (!place.value().isTextual()
                    || !FurtherMetric.REQUESTS.matcher(metric).matches()) {
                violations.add(place.path(), place.value(), Limits.METRICS_EXPECTED);
            } else if (metrics.contains(metric)) {
                violations.add(place.path(), place.value(), "unlike every other entry");
            }
            metrics.add(metric);
        }
        if (metrics.size() > Limits.METRICS_MOST) {
            fields.refuse("furtherMetrics", "at most %d metrics".formatted(Limits.METRICS_MOST));
        }
        return metrics.stream().sorted().toList();
    }

    /** Blurs may be left out where no image needs one. */
    private static List<Located<JsonNode>> blurEntries(DocumentFields fields, List<Located<ImageSource>> images) {
        boolean needed =
                images.isEmpty() || images.stream().anyMatch(image -> image.value() instanceof ImageSource.Sharp);
        return fields.isLeftOut("blurs") && !needed
                ? List.of()
                : fields.entries("blurs", "a list of at least one blur, because sharp images are to be blurred");
    }

    /** Every network that the campaign's images are given to, each once. */
    private static List<AnnouncedNetwork> involved(
            List<Located<AnnouncedNetwork>> named, List<List<AnnouncedNetwork>> judges) {
        return Stream.concat(named.stream().map(Located::value), judges.stream().flatMap(List::stream))
                .distinct()
                .toList();
    }

    private static List<String> ids(List<Located<AnnouncedNetwork>> networks) {
        return networks.stream().map(network -> network.value().card().name()).toList();
    }

    private static List<NetworkRef> refs(List<AnnouncedNetwork> networks) {
        return networks.stream().map(AnnouncedNetwork::ref).toList();
    }

    private static Optional<Located<Double>> budget(Located<JsonNode> place, Violations violations) {
        Optional<Double> budget = DocumentFields.number(place.value(), Limits.BUDGET);
        if (budget.isEmpty()) {
            violations.add(place.path(), place.value(), Limits.BUDGET.expected() + " (255ths)");
        }
        return budget.map(place::with);
    }

    private boolean withinJobLimit(Campaign campaign, Violations violations) {
        // A double first: the product of five long lists and the seeds may be more than a long can hold.
        double jobs = (double) campaign.images().size()
                * Math.max(1, campaign.blurs().size())
                * campaign.networks().size()
                * campaign.attacks().size()
                * campaign.budgets().size()
                * campaign.seedCount();
        long exact = jobs > 1e15 ? Long.MAX_VALUE : Workload.of(campaign).jobs();
        if (exact > maxJobs) {
            violations.add(
                    Located.DOCUMENT,
                    exact == Long.MAX_VALUE ? "more than 1e15 jobs" : exact + " jobs",
                    "at most %d jobs: images x blurs x networks x attacks x budgets%s"
                            .formatted(maxJobs, campaign.seedCount() > 1 ? " x seeds" : ""));
        }
        return exact <= maxJobs;
    }

    private static <T> List<Located<T>> read(
            List<Located<JsonNode>> entries, Function<Located<JsonNode>, Optional<Located<T>>> reader) {
        return entries.stream().map(reader).flatMap(Optional::stream).toList();
    }

    private static <T> List<T> values(List<Located<T>> located) {
        return located.stream().map(Located::value).toList();
    }
}
