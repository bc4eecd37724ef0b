package dev.shakedown.jobapi.submission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.KeyedSubmission;
import dev.shakedown.jobapi.topic.PublishOutcome;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.service.messaging.TopicReader;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What idempotency keys were used for, by whichever instance, as the compacted topic has it. Thread-safe. */
@Startup
@ApplicationScoped
class KnownSubmissions {

    private static final Logger LOG = Logger.getLogger(KnownSubmissions.class);
    private static final Duration CURRENT_WITHIN = Duration.ofSeconds(5);

    private final Map<String, KeyedSubmission> byKey = new ConcurrentHashMap<>();
    private final ObjectMapper json;
    private final TopicPublisher publisher;
    private final TopicReader reader;

    KnownSubmissions(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ObjectMapper json,
            TopicPublisher publisher) {
        this.json = json;
        this.publisher = publisher;
        this.reader = new TopicReader(
                kafka,
                "shakedown-job-api",
                Topics.SUBMISSIONS,
                TopicReader.Start.BEGINNING,
                (key, value, headers) -> take(key, value));
    }

    /** Whether everything that Kafka has now is known here. Waits for that. */
    boolean awaitCurrent() {
        return reader.awaitCurrent(CURRENT_WITHIN);
    }

    /** What a key was used for. */
    Optional<KeyedSubmission> find(IdempotencyKey key) {
        return Optional.ofNullable(byKey.get(key.value()));
    }

    /** Notes what a key is used for. */
    PublishOutcome note(IdempotencyKey key, KeyedSubmission submission) {
        try {
            PublishOutcome outcome =
                    publisher.publish(Topics.SUBMISSIONS, key.value(), json.writeValueAsBytes(submission));
            if (outcome instanceof PublishOutcome.Published) {
                byKey.put(key.value(), submission);
            }
            return outcome;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A submission must be writable as JSON", e);
        }
    }

    @PostConstruct
    void start() {
        reader.start();
    }

    @PreDestroy
    void stop() {
        reader.close();
    }

    private void take(String key, byte @Nullable [] value) {
        if (value == null) {
            byKey.remove(key);
            return;
        }
        try {
            byKey.put(key, json.readValue(value, KeyedSubmission.class));
        } catch (IOException e) {
            LOG.warnf("A submission under an idempotency key cannot be read: %s", e.getMessage());
        }
    }
}
