package dev.shakedown.jobapi.submission;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup.Known;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup.Undecided;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup.Unknown;
import dev.shakedown.service.messaging.RecordPlace;
import dev.shakedown.service.messaging.TopicTable;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every campaign that was ever accepted, on any instance. Thread-safe. */
@Startup
@ApplicationScoped
public class KnownCampaigns {

    private static final Duration CURRENT_WITHIN = Duration.ofSeconds(5);

    /** By submission, and among those of the same millisecond by id. */
    private static final Comparator<KnownCampaign> NEWEST_FIRST = Comparator.comparing(KnownCampaign::submitted)
            .thenComparing(KnownCampaign::id)
            .reversed();

    private final TopicTable<KnownCampaign> campaigns;

    KnownCampaigns(@Identifier("default-kafka-broker") Map<String, Object> kafka, ObjectMapper json) {
        this.campaigns = TopicTable.of(
                kafka, "shakedown-job-api", Topics.CAMPAIGNS, json, SubmittedCampaign.class, KnownCampaign::of);
    }

    /** Whether a campaign was accepted before. */
    public sealed interface Lookup {

        /**
         * It was.
         *
         * @param campaign the campaign
         */
        record Known(KnownCampaign campaign) implements Lookup {}

        /** It was not. */
        record Unknown() implements Lookup {}

        /** Kafka does not answer, so this is unknown. */
        record Undecided() implements Lookup {}
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

    /** Where the newest record of a campaign is on the brokers. */
    Optional<RecordPlace> place(String id) {
        return campaigns.place(id);
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

    @PostConstruct
    void start() {
        campaigns.start();
    }

    @PreDestroy
    void stop() {
        campaigns.close();
    }
}
