package dev.shakedown.jobapi.lifecycle;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.ExpansionProgress;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What is to be done with each campaign, and how far its jobs are published, as the topics have it. Thread-safe. */
@Startup
@ApplicationScoped
public class CampaignRecords {

    private final LatestRecords<CampaignControl> controls;
    private final LatestRecords<ExpansionProgress> expansions;

    CampaignRecords(@Identifier("default-kafka-broker") Map<String, Object> kafka, ObjectMapper json) {
        this.controls = new LatestRecords<>(kafka, Topics.CONTROL, CampaignControl.class, json);
        this.expansions = new LatestRecords<>(kafka, Topics.EXPANSIONS, ExpansionProgress.class, json);
    }

    /** The last word on a campaign; empty if nobody has said anything. */
    public Optional<CampaignControl> control(String campaignId) {
        return controls.find(campaignId);
    }

    /** Whether requests of a round are not to be begun, so that there is no use in publishing them. */
    public boolean abandoned(String campaignId, int round) {
        return control(campaignId)
                .filter(control -> control.abandoned() >= round)
                .isPresent();
    }

    /** How far the publishing of the latest round that has begun has come; empty if none has. */
    public Optional<ExpansionProgress> expansion(String campaignId) {
        return expansions.find(campaignId);
    }

    /** Whether everything that Kafka has now is known here. Waits up to the timeout for that, for each topic. */
    public boolean awaitCurrent(Duration timeout) {
        return controls.awaitCurrent(timeout) && expansions.awaitCurrent(timeout);
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
