package dev.shakedown.attackworker.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.service.messaging.TopicTable;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The newest control record of each campaign: pause, resume, cancel. Thread-safe. */
@ApplicationScoped
public class Controls {

    private final TopicTable<CampaignControl> controls;

    Controls(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            @ConfigProperty(name = "shakedown.worker.name", defaultValue = "worker") String worker,
            ObjectMapper json) {
        this.controls = TopicTable.of(kafka, worker, Topics.CONTROL, json, CampaignControl.class);
    }

    @PostConstruct
    void start() {
        controls.start();
    }

    @PreDestroy
    void stop() {
        controls.close();
    }

    /** Waits until every record that is published now is known here; whether that was so in time. */
    public boolean awaitCurrent(Duration timeout) {
        return controls.awaitCurrent(timeout);
    }

    /** The newest control record of a campaign; null if it has none. */
    public @Nullable CampaignControl of(String campaignId) {
        return controls.find(campaignId).orElse(null);
    }
}
