package dev.shakedown.jobapi.submission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.Round;
import dev.shakedown.contract.campaign.KeyedSubmission;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.jobapi.campaign.CampaignReader;
import dev.shakedown.jobapi.campaign.ReadOutcome;
import dev.shakedown.jobapi.campaign.Workload;
import dev.shakedown.jobapi.document.DocumentFormat;
import dev.shakedown.jobapi.document.DocumentParser;
import dev.shakedown.jobapi.document.ParseOutcome;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.identity.CampaignId;
import dev.shakedown.jobapi.identity.Sha256;
import dev.shakedown.jobapi.network.NetworkCatalogue;
import dev.shakedown.jobapi.problem.Problem;
import dev.shakedown.jobapi.problem.ProblemType;
import dev.shakedown.jobapi.problem.Violation;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.store.BlobDescription;
import dev.shakedown.jobapi.store.ResultStoreGateway;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup;
import dev.shakedown.jobapi.submission.SubmissionOutcome.Accepted;
import dev.shakedown.jobapi.submission.SubmissionOutcome.KnownBefore;
import dev.shakedown.jobapi.submission.SubmissionOutcome.Refused;
import dev.shakedown.jobapi.topic.PublishOutcome;
import dev.shakedown.jobapi.topic.TopicPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes a document, from bytes to a durable campaign: reads it, holds it against the networks and uploads that exist,
 * and publishes it unless that was done before. When it says accepted, the brokers have acknowledged it.
 */
@ApplicationScoped
class CampaignSubmission {

    private static final int LOCKS = 64;

    private final DocumentParser parser;
    private final long maxJobs;
    private final NetworkCatalogue networks;
    private final ResultStoreGateway resultStore;
    private final KnownCampaigns known;
    private final CampaignArchive archive;
    private final KnownSubmissions earlier;
    private final TopicPublisher publisher;
    private final ObjectMapper json;
    private final Clock clock = Clock.systemUTC();
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();
    private final List<Object> keyLocks =
            Stream.generate(Object::new).limit(LOCKS).toList();

    /** What came of checking a document. */
    sealed interface Checked {

        /** It is a campaign. */
        record Good(ReadOutcome.Accepted reading) implements Checked {}

        /** It is none. */
        record Bad(Problem problem) implements Checked {}
    }

    CampaignSubmission(
            SubmissionConfig config,
            NetworkCatalogue networks,
            ResultStoreGateway resultStore,
            KnownCampaigns known,
            CampaignArchive archive,
            KnownSubmissions earlier,
            TopicPublisher publisher,
            ObjectMapper json) {
        this.parser = new DocumentParser(Math.toIntExact(config.maxDocument().asLongValue()));
        this.maxJobs = config.maxJobs();
        this.networks = networks;
        this.resultStore = resultStore;
        this.known = known;
        this.archive = archive;
        this.earlier = earlier;
        this.publisher = publisher;
        this.json = json;
    }

    /**
     * Submits a document.
     *
     * @param key what the client calls this submission; null if it has no name for it
     */
    SubmissionOutcome submit(byte[] document, DocumentFormat format, @Nullable IdempotencyKey key) {
        Checked checked = check(document, format);
        if (checked instanceof Checked.Bad bad) {
            return new Refused(bad.problem());
        }
        ReadOutcome.Accepted accepted = ((Checked.Good) checked).reading();
        String id = CampaignId.of(accepted.campaign(), accepted.networks(), accepted.judges());
        if (key == null) {
            return acceptOnce(id, accepted);
        }
        // Two who use the same key at once must not both be the first.
        synchronized (keyLocks.get(Math.floorMod(key.hashCode(), LOCKS))) {
            return submit(document, key, id, accepted);
        }
    }

    private SubmissionOutcome submit(
            byte[] document, IdempotencyKey key, String id, ReadOutcome.Accepted accepted) {
        if (!earlier.awaitCurrent()) {
            return refused(ProblemType.UNAVAILABLE, "Kafka does not answer");
        }
        String sha256 = Sha256.hex(document);
        Optional<KeyedSubmission> before = earlier.find(key);
        if (before.filter(used -> !used.documentSha256().equals(sha256)).isPresent()) {
            return refused(
                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                    "%s %s was used for another document, which is campaign %s"
                            .formatted(
                                    IdempotencyKey.HEADER,
                                    key.value(),
                                    before.get().campaignId()));
        }
        // The same document may mean other network files by now: then it would be another campaign.
        String meant = before.map(KeyedSubmission::campaignId).orElse(id);
        if (!meant.equals(id)) {
            return archive.find(meant)
                    .<SubmissionOutcome>map(campaign -> new KnownBefore(campaign.in(Round.FIRST)))
                    .orElseGet(() -> refused(
                            ProblemType.UNAVAILABLE, "Campaign %s could not be read from Kafka".formatted(meant)));
        }
        if (before.isEmpty()) {
            PublishOutcome noted = earlier.note(
                    key,
                    new KeyedSubmission(
                            KeyedSubmission.SCHEMA, sha256, id, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
            if (!(noted instanceof PublishOutcome.Published)) {
                return refused(ProblemType.UNAVAILABLE, "Kafka did not take the idempotency key");
            }
        }
        SubmissionOutcome outcome = acceptOnce(id, accepted);
        // A campaign that is younger than the key's use was made by it: that was answered with Accepted.
        return outcome instanceof KnownBefore same
                        && before.filter(used ->
                                        !used.at().isAfter(same.submission().submitted()))
                                .isPresent()
                ? new Accepted(same.submission())
                : outcome;
    }

    /** Says what would be submitted, and whether it was before; or the problem. */
    Checked check(byte[] document, DocumentFormat format) {
        ParseOutcome parsing = parser.parse(document, format);
        if (parsing instanceof ParseOutcome.Unreadable unreadable) {
            return bad(ProblemType.UNREADABLE_DOCUMENT, unreadable.detail());
        }
        JsonNode root = ((ParseOutcome.Parsed) parsing).root();
        if (!networks.caughtUp()) {
            return bad(ProblemType.UNAVAILABLE, "The list of networks has not been read from Kafka yet");
        }
        StoreAnswer<Map<String, BlobDescription>> uploads = resultStore.describe(CampaignReader.uploads(root));
        if (uploads instanceof StoreAnswer.Unavailable<Map<String, BlobDescription>> unavailable) {
            return bad(ProblemType.UNAVAILABLE, unavailable.reason());
        }
        Map<String, BlobDescription> described = ((StoreAnswer.Found<Map<String, BlobDescription>>) uploads).value();
        ReadOutcome reading = new CampaignReader(networks.served(), described, maxJobs).read(root);
        return reading instanceof ReadOutcome.Rejected rejected
                ? new Checked.Bad(Problem.invalidCampaign(rejected.violations(), rejected.found()))
                : new Checked.Good((ReadOutcome.Accepted) reading);
    }

    /** Two who submit the same at once must not publish it twice. */
    private SubmissionOutcome acceptOnce(String id, ReadOutcome.Accepted accepted) {
        synchronized (locks.get(Math.floorMod(id.hashCode(), LOCKS))) {
            return accept(id, accepted);
        }
    }

    private SubmissionOutcome accept(String id, ReadOutcome.Accepted reading) {
        Lookup lookup = known.find(id);
        if (lookup instanceof Lookup.Undecided) {
            return refused(ProblemType.UNAVAILABLE, "Kafka does not answer");
        }
        if (lookup instanceof Lookup.Known before) {
            return new KnownBefore(submission(id, reading, before.campaign().submitted()));
        }
        SubmittedCampaign submission = submission(id, reading, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        PublishOutcome outcome = publisher.publish(Topics.CAMPAIGNS, id, bytes(submission));
        if (outcome instanceof PublishOutcome.Unavailable unavailable) {
            return refused(ProblemType.UNAVAILABLE, unavailable.reason());
        }
        if (outcome instanceof PublishOutcome.Refused refused) {
            Violation tooLarge = new Violation(Located.DOCUMENT, null, "smaller: " + refused.reason());
            return new Refused(Problem.invalidCampaign(List.of(tooLarge), 1));
        }
        return new Accepted(submission);
    }

    static SubmittedCampaign submission(String id, ReadOutcome.Accepted reading, Instant submitted) {
        long jobs = Workload.of(reading.campaign()).jobs();
        return new SubmittedCampaign(
                SubmittedCampaign.SCHEMA,
                id,
                reading.campaign(),
                reading.networks(),
                reading.judges(),
                jobs,
                submitted);
    }

    private byte[] bytes(SubmittedCampaign submission) {
        try {
            return json.writeValueAsBytes(submission);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A campaign must be writable as JSON", e);
        }
    }

    private static Checked bad(ProblemType type, String detail) {
        return new Checked.Bad(Problem.of(type, detail));
    }

    private static Refused refused(ProblemType type, String detail) {
        return new Refused(Problem.of(type, detail));
    }
}
