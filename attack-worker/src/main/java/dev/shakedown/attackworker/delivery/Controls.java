package dev.shakedown.attackworker.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.service.messaging.TopicReader;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What was said of campaigns: pause, resume, cancel. Thread-safe. */
@ApplicationScoped
public class Controls {

    private final ObjectMapper json;
    private final TopicReader reader;
    private final Map<String, CampaignControl> controls = new ConcurrentHashMap<>();

    Controls(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            @ConfigProperty(name = "shakedown.worker.name", defaultValue = "worker") String worker,
            ObjectMapper json) {
        this.json = json;
        this.reader = new TopicReader(kafka, worker, Topics.CONTROL, TopicReader.Start.BEGINNING, this::take);
    }

    @PostConstruct
    void start() {
        reader.start();
    }

    @PreDestroy
    void stop() {
        reader.close();
    }

    /** Waits until everything that was said by now is known here; tells whether that came in time. */
    public boolean awaitCurrent(Duration timeout) {
        return reader.awaitCurrent(timeout);
    }

    /** What was said of a campaign last; null if nothing was. */
    public @Nullable CampaignControl of(String campaignId) {
        return controls.get(campaignId);
    }

    private void take(String campaignId, byte @Nullable [] control, Headers headers) {
        if (control == null) {
            controls.remove(campaignId);
            return;
        }
        try {
            controls.put(campaignId, json.readValue(control, CampaignControl.class));
        } catch (IOException e) {
            Log.warnf("What was said of campaign %s cannot be read: %s", campaignId, e.getMessage());
        }
    }
}
