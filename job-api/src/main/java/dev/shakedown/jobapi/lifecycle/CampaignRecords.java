package dev.shakedown.jobapi.lifecycle;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.service.messaging.RecordFetch.RecordPlace;
import dev.shakedown.service.messaging.Settling;
import dev.shakedown.service.messaging.TopicTable;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The control record of each campaign, and how far its jobs are published, as the topics have it. Thread-safe. */
@Startup
@ApplicationScoped
public class CampaignRecords {

    private final TopicTable<CampaignControl> controls;
    private final TopicTable<ExpansionProgress> expansions;

    CampaignRecords(@Identifier("default-kafka-broker") Map<String, Object> kafka, ObjectMapper json) {
        this.controls = TopicTable.of(kafka, "shakedown-job-api", Topics.CONTROL, json, CampaignControl.class);
        this.expansions = TopicTable.of(kafka, "shakedown-job-api", Topics.EXPANSIONS, json, ExpansionProgress.class);
    }

    /** The newest control record of a campaign. */
    public Optional<CampaignControl> control(String campaignId) {
        return controls.find(campaignId);
    }

    /** Whether workers leave requests of a round alone, so that publishing them is useless. */
    public boolean abandoned(String campaignId, int round) {
        return control(campaignId)
                .filter(control -> control.abandoned() >= round)
                .isPresent();
    }

    /** How far the latest round that has begun is published; empty if none has. */
    public Optional<ExpansionProgress> expansion(String campaignId) {
        return expansions.find(campaignId);
    }

    /** Whether a control record that was published is known here. Waits up to the timeout for that. */
    public boolean awaitControl(RecordPlace place, Duration timeout) {
        return controls.awaitHandled(place, timeout);
    }

    /** Whether everything that Kafka has now is known here. Waits up to the timeout for that, for each topic. */
    public boolean awaitCurrent(Duration timeout) {
        return settle().await(timeout);
    }

    /** Begins {@link #awaitCurrent}, without waiting. */
    public Settling settle() {
        Settling control = controls.settle();
        Settling expansion = expansions.settle();
        return timeout -> control.await(timeout) && expansion.await(timeout);
    }

    @PostConstruct
    void start() {
        controls.start();
        expansions.start();
    }

    @PreDestroy
    void stop() {
        controls.close();
        expansions.close();
    }
}
