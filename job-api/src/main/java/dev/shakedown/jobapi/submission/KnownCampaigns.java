package dev.shakedown.jobapi.submission;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup.Known;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup.Undecided;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup.Unknown;
import dev.shakedown.service.messaging.TopicReader;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Every campaign that was ever accepted, by whichever instance, as the compacted topic has them. Thread-safe. */
@Startup
@ApplicationScoped
public class KnownCampaigns {

    private static final Logger LOG = Logger.getLogger(KnownCampaigns.class);
    private static final Duration CURRENT_WITHIN = Duration.ofSeconds(5);

    /** By submission, and among those of the same millisecond by id. */
    public static final Comparator<KnownCampaign> NEWEST_FIRST = Comparator.comparing(KnownCampaign::submitted)
            .thenComparing(KnownCampaign::id)
            .reversed();

    private final Map<String, KnownCampaign> campaigns = new ConcurrentHashMap<>();
    private final ObjectMapper json;
    private final TopicReader reader;

    KnownCampaigns(@Identifier("default-kafka-broker") Map<String, Object> kafka, ObjectMapper json) {
        this.json = json;
        this.reader = new TopicReader(
                kafka,
                "shakedown-job-api",
                Topics.CAMPAIGNS,
                TopicReader.Start.BEGINNING,
                (id, submission, headers) -> take(id, submission));
    }

    /** Whether a campaign was accepted before. */
    public sealed interface Lookup {

        /**
         * It was.
         *
         * @param campaign which
         */
        record Known(KnownCampaign campaign) implements Lookup {}

        /** It was not. */
        record Unknown() implements Lookup {}

        /** Kafka does not answer, so nobody can tell. */
        record Undecided() implements Lookup {}
    }

    /** Looks a campaign up; one that is not here may have been accepted elsewhere just now, so that asks Kafka. */
    public Lookup find(String id) {
        KnownCampaign known = campaigns.get(id);
        if (known == null) {
            if (!reader.awaitCurrent(CURRENT_WITHIN)) {
                return new Undecided();
            }
            known = campaigns.get(id);
        }
        return known == null ? new Unknown() : new Known(known);
    }

    /** All of them, newest first. */
    public List<KnownCampaign> newestFirst() {
        return campaigns.values().stream().sorted(NEWEST_FIRST).toList();
    }

    /** Whether the topic has been read to the end that it had at start-up. */
    public boolean caughtUp() {
        return reader.caughtUp();
    }

    /** Why nothing can be read from Kafka; empty while it answers. */
    public Optional<String> failure() {
        return reader.failure();
    }

    /** Whether Kafka answers, and everything that it has now is known here. Waits up to the timeout for that. */
    public boolean awaitCurrent(Duration timeout) {
        return reader.awaitCurrent(timeout);
    }

    @PostConstruct
    void start() {
        reader.start();
    }

    @PreDestroy
    void stop() {
        reader.close();
    }

    private void take(String id, byte @Nullable [] submission) {
        if (submission == null) {
            campaigns.remove(id);
            return;
        }
        try {
            KnownCampaign campaign = KnownCampaign.of(json.readValue(submission, SubmittedCampaign.class));
            campaigns.put(campaign.id(), campaign);
        } catch (IOException e) {
            LOG.warnf("Campaign %s is in a form that cannot be read: %s", id, e.getMessage());
        }
    }
}
