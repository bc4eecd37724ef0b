package dev.shakedown.jobapi.submission;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.jobapi.campaign.Workload;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup.Known;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup.Undecided;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup.Unknown;
import dev.shakedown.service.messaging.RecordFetch;
import dev.shakedown.service.messaging.RecordFetch.RecordPlace;
import dev.shakedown.service.messaging.Settling;
import dev.shakedown.service.messaging.TopicTable;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Every campaign that was ever accepted, on any instance. Whole campaigns are read from Kafka when they are needed,
 * unless they came lately: all documents together can be too large for memory. Thread-safe.
 */
@Startup
@ApplicationScoped
public class KnownCampaigns {

    private static final Logger LOG = Logger.getLogger(KnownCampaigns.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration CURRENT_WITHIN = Duration.ofSeconds(5);
    /** Some thousand small campaigns. */
    private static final long RECENT_BYTES = 8 * 1024 * 1024;

    /** By submission, and among those of the same millisecond by id. */
    private static final Comparator<KnownCampaign> NEWEST_FIRST = Comparator.comparing(KnownCampaign::submitted)
            .thenComparing(KnownCampaign::id)
            .reversed();

    private final TopicTable<KnownCampaign> campaigns;
    private final RecordFetch records;
    private final ObjectMapper json;

    KnownCampaigns(@Identifier("default-kafka-broker") Map<String, Object> kafka, ObjectMapper json) {
        this.campaigns = TopicTable.of(
                kafka,
                "shakedown-job-api",
                Topics.CAMPAIGNS,
                json,
                SubmittedCampaign.class,
                KnownCampaign::of,
                RECENT_BYTES);
        this.records = new RecordFetch(kafka, "shakedown-job-api-archive");
        this.json = json;
    }

    /** Whether a campaign was accepted before. */
    public sealed interface Lookup {

        /** It was. */
        record Known(KnownCampaign campaign) implements Lookup {}

        /** It was not. */
        record Unknown() implements Lookup {}

        /** Kafka does not answer, so this is unknown. */
        record Undecided() implements Lookup {}
    }

    /** Whether this instance has heard of a campaign, without asking Kafka. */
    public boolean isKnownHere(String id) {
        return campaigns.find(id).isPresent();
    }

    /** Looks a campaign up. If it is not here, asks Kafka: another instance may have accepted it just now. */
    public Lookup find(String id) {
        Optional<KnownCampaign> known = campaigns.find(id);
        if (known.isEmpty()) {
            if (!campaigns.awaitCurrent(CURRENT_WITHIN)) {
                return new Undecided();
            }
            known = campaigns.find(id);
        }
        return known.<Lookup>map(Known::new).orElseGet(Unknown::new);
    }

    /** A whole campaign as it was published last; empty if Kafka does not answer, or has no such campaign. */
    public Optional<SubmittedCampaign> whole(String id) {
        return find(id) instanceof Lookup.Known
                ? campaigns
                        .recent(id)
                        .or(() -> campaigns.place(id).flatMap(place -> records.value(place, id, PATIENCE)))
                        .flatMap(value -> read(id, value))
                : Optional.empty();
    }

    private Optional<SubmittedCampaign> read(String id, byte[] value) {
        try {
            return Optional.of(json.readValue(value, SubmittedCampaign.class));
        } catch (IOException e) {
            LOG.warnf("Campaign %s is in a form that cannot be read: %s", id, e.getMessage());
            return Optional.empty();
        }
    }

    /** All of them, newest first. */
    public List<KnownCampaign> newestFirst() {
        return campaigns.values().stream().sorted(NEWEST_FIRST).toList();
    }

    /** Whether the topic has been read to the end that it had at start-up. */
    public boolean caughtUp() {
        return campaigns.caughtUp();
    }

    /** Why nothing can be read from Kafka; empty while it answers. */
    public Optional<String> failure() {
        return campaigns.failure();
    }

    /** Whether Kafka answers, and everything that it has now is known here. Waits up to the timeout for that. */
    public boolean awaitCurrent(Duration timeout) {
        return campaigns.awaitCurrent(timeout);
    }

    /** Begins {@link #awaitCurrent}, without waiting. */
    public Settling settle() {
        return campaigns.settle();
    }

    /** Whether a campaign that was published is known here. Waits up to the timeout for that. */
    public boolean awaitPublished(RecordPlace place, Duration timeout) {
        return campaigns.awaitHandled(place, timeout);
    }

    @PostConstruct
    void start() {
        campaigns.start();
    }

    @PreDestroy
    void stop() {
        campaigns.close();
        records.close();
    }

    /** What is worth remembering of an accepted campaign; its document may be large. */
    public record KnownCampaign(
            String id, String name, Workload workload, Instant submitted, Priority priority, Round round) {

        static KnownCampaign of(SubmittedCampaign submission) {
            return new KnownCampaign(
                    submission.id(),
                    submission.campaign().name(),
                    Workload.of(submission.campaign()),
                    submission.submitted(),
                    submission.campaign().priority(),
                    submission.round());
        }
    }
}
