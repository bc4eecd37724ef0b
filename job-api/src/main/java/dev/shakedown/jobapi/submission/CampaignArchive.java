package dev.shakedown.jobapi.submission;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.service.messaging.TopicReader;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Whole campaigns, read from Kafka when they are needed, which is seldom. Thread-safe. */
@ApplicationScoped
public class CampaignArchive {

    private static final Logger LOG = Logger.getLogger(CampaignArchive.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Map<String, Object> kafka;
    private final ObjectMapper json;

    CampaignArchive(@Identifier("default-kafka-broker") Map<String, Object> kafka, ObjectMapper json) {
        this.kafka = kafka;
        this.json = json;
    }

    /** A campaign as it was published last; empty if Kafka does not answer, or has no such campaign. */
    public Optional<SubmittedCampaign> find(String id) {
        AtomicReference<byte @Nullable []> last = new AtomicReference<>();
        try (TopicReader reader = new TopicReader(
                kafka,
                "shakedown-job-api-archive",
                Topics.CAMPAIGNS,
                TopicReader.Start.BEGINNING,
                (key, value, headers) -> {
                    if (key.equals(id)) {
                        last.set(value);
                    }
                })) {
            reader.start();
            boolean whole = reader.awaitCurrent(PATIENCE);
            byte[] value = last.get();
            return whole && value != null
                    ? Optional.of(json.readValue(value, SubmittedCampaign.class))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.warnf("Campaign %s is in a form that cannot be read: %s", id, e.getMessage());
            return Optional.empty();
        }
    }
}
