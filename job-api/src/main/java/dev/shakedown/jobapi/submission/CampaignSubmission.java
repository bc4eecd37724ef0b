package dev.shakedown.jobapi.submission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.KeyedSubmission;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.contract.http.BlobDescription;
import dev.shakedown.contract.http.Problem;
import dev.shakedown.contract.http.Violation;
import dev.shakedown.jobapi.campaign.CampaignReader;
import dev.shakedown.jobapi.campaign.ReadOutcome;
import dev.shakedown.jobapi.document.DocumentParser;
import dev.shakedown.jobapi.document.DocumentParser.DocumentFormat;
import dev.shakedown.jobapi.document.DocumentParser.ParseOutcome;
import dev.shakedown.jobapi.document.Located;
import dev.shakedown.jobapi.network.NetworkCatalogue;
import dev.shakedown.jobapi.store.ResultStoreGateway;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.submission.CampaignSubmission.SubmissionOutcome.Accepted;
import dev.shakedown.jobapi.submission.CampaignSubmission.SubmissionOutcome.KnownBefore;
import dev.shakedown.jobapi.submission.CampaignSubmission.SubmissionOutcome.Refused;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup;
import dev.shakedown.jobapi.submission.KnownSubmissions.IdempotencyKey;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome;
import dev.shakedown.service.access.CallingClient;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
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
    private final KnownSubmissions earlier;
    private final TopicPublisher publisher;
    private final CallingClient client;
    private final Clock clock = Clock.systemUTC();
    private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();
    private final List<Object> keyLocks =
            Stream.generate(Object::new).limit(LOCKS).toList();

    CampaignSubmission(
            SubmissionConfig config,
            NetworkCatalogue networks,
            ResultStoreGateway resultStore,
            KnownCampaigns known,
            KnownSubmissions earlier,
            TopicPublisher publisher,
            CallingClient client) {
        this.parser = new DocumentParser(Math.toIntExact(config.maxDocument().asLongValue()));
        this.maxJobs = config.maxJobs();
        this.networks = networks;
        this.resultStore = resultStore;
        this.known = known;
        this.earlier = earlier;
        this.publisher = publisher;
        this.client = client;
    }

    /**
     * Submits a document.
     *
     * @param key what the client calls this submission; null if it has no name for it
     */
    SubmissionOutcome submit(byte[] document, DocumentFormat format, @Nullable IdempotencyKey key) {
        Checked<ReadOutcome.Accepted> checked = check(document, format);
        if (checked instanceof Checked.Invalid<ReadOutcome.Accepted> invalid) {
            return new Refused(invalid.problem());
        }
        ReadOutcome.Accepted accepted = ((Checked.Valid<ReadOutcome.Accepted>) checked).value();
        String id = accepted.campaignId();
        if (key == null) {
            return acceptOnce(id, accepted);
        }
        // Of two requests with the same key at once only one is the first.
        synchronized (keyLocks.get(Math.floorMod(key.hashCode(), LOCKS))) {
            return submit(document, key, id, accepted);
        }
    }

    private SubmissionOutcome submit(byte[] document, IdempotencyKey key, String id, ReadOutcome.Accepted accepted) {
        String sha256 = Sha256.hex(document);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Checked<KeyedSubmission> claim =
                earlier.claim(key, new KeyedSubmission(KeyedSubmission.SCHEMA, sha256, id, now));
        if (claim instanceof Checked.Invalid<KeyedSubmission> invalid) {
            return new Refused(invalid.problem());
        }
        KeyedSubmission used = ((Checked.Valid<KeyedSubmission>) claim).value();
        if (!used.documentSha256().equals(sha256)) {
            return refused(
                    ProblemType.IDEMPOTENCY_KEY_REUSED,
                    "%s %s was used for another document, which is campaign %s"
                            .formatted(IdempotencyKey.HEADER, key.value(), used.campaignId()));
        }
        // The same document may mean other network files by now: then it would be another campaign.
        String meant = used.campaignId();
        if (!meant.equals(id)) {
            return known.whole(meant)
                    .<SubmissionOutcome>map(
                            campaign -> new KnownBefore(campaign.in(Round.FIRST).by(null)))
                    .orElseGet(() -> refused(
                            ProblemType.UNAVAILABLE, "Campaign %s could not be read from Kafka".formatted(meant)));
        }
        SubmissionOutcome outcome = acceptOnce(id, accepted);
        // A campaign that is younger than the key's use was made by it: that was answered with Accepted.
        return outcome instanceof KnownBefore same
                        && !used.at().isAfter(same.submission().submitted())
                ? new Accepted(same.submission())
                : outcome;
    }

    /** Reads a document and checks it against the networks and uploads that exist. */
    Checked<ReadOutcome.Accepted> check(byte[] document, DocumentFormat format) {
        ParseOutcome parsing = parser.parse(document, format);
        if (parsing instanceof ParseOutcome.Unreadable unreadable) {
            return bad(ProblemType.UNREADABLE_DOCUMENT, unreadable.detail());
        }
        JsonNode root = ((ParseOutcome.Parsed) parsing).root();
        if (!networks.caughtUp()) {
            return bad(ProblemType.UNAVAILABLE, "The list of networks has not been read from Kafka yet");
        }
        StoreAnswer<Map<String, BlobDescription>> uploads = resultStore.describe(CampaignReader.uploads(root));
        if (!(uploads instanceof StoreAnswer.Found<Map<String, BlobDescription>> described)) {
            return bad(ProblemType.UNAVAILABLE, uploads.reason());
        }
        ReadOutcome reading = new CampaignReader(networks.served(), described.value(), maxJobs).read(root);
        return reading instanceof ReadOutcome.Rejected rejected
                ? new Checked.Invalid<>(invalidCampaign(rejected.violations(), rejected.found()))
                : new Checked.Valid<>((ReadOutcome.Accepted) reading);
    }

    /** Of two submissions of the same campaign at once only one is published. */
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
            return new KnownBefore(reading.submitted(before.campaign().submitted()));
        }
        SubmittedCampaign submission = reading.submitted(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        PublishOutcome outcome = publisher.publish(Topics.CAMPAIGNS, id, submission.by(client.name()));
        if (outcome instanceof PublishOutcome.Unavailable unavailable) {
            return refused(ProblemType.UNAVAILABLE, unavailable.reason());
        }
        if (outcome instanceof PublishOutcome.Refused refused) {
            if (!refused.isOfThisRecord()) {
                return refused(ProblemType.UNAVAILABLE, refused.reason());
            }
            Violation tooLarge = new Violation(Located.DOCUMENT, null, "smaller: " + refused.reason());
            return new Refused(invalidCampaign(List.of(tooLarge), 1));
        }
        return new Accepted(submission);
    }

    /**
     * A document whose content is wrong.
     *
     * @param violations those to name, at least one
     * @param found how many there are, which may be more than are named
     */
    private static Problem invalidCampaign(List<Violation> violations, int found) {
        String counted = found == 1 ? "1 problem: " : found + " problems; first: ";
        return ProblemType.INVALID_CAMPAIGN.problem(counted + violations.get(0).line(), violations);
    }

    private static Checked<ReadOutcome.Accepted> bad(ProblemType type, String detail) {
        return new Checked.Invalid<>(type.problem(detail));
    }

    private static Refused refused(ProblemType type, String detail) {
        return new Refused(type.problem(detail));
    }

    public sealed interface SubmissionOutcome {

        /** It is a campaign now, durably. */
        record Accepted(SubmittedCampaign submission) implements SubmissionOutcome {}

        /** It was one before; nothing was published. */
        record KnownBefore(SubmittedCampaign submission) implements SubmissionOutcome {}

        /** The document is invalid. */
        record Refused(Problem problem) implements SubmissionOutcome {}
    }
}
