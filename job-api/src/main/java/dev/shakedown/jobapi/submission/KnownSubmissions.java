package dev.shakedown.jobapi.submission;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.KeyedSubmission;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome;
import dev.shakedown.service.messaging.TopicTable;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The submission that each idempotency key was used for, on any instance. Thread-safe. */
@Startup
@ApplicationScoped
class KnownSubmissions {

    private static final Duration CURRENT_WITHIN = Duration.ofSeconds(5);

    private final TopicPublisher publisher;
    private final TopicTable<KeyedSubmission> submissions;

    KnownSubmissions(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ObjectMapper json,
            TopicPublisher publisher) {
        this.publisher = publisher;
        this.submissions = TopicTable.of(kafka, "shakedown-job-api", Topics.SUBMISSIONS, json, KeyedSubmission.class);
    }

    /** Whether everything that Kafka has now is known here. Waits for that. */
    boolean awaitCurrent() {
        return submissions.awaitCurrent(CURRENT_WITHIN);
    }

    /** The submission that a key was used for. */
    Optional<KeyedSubmission> find(IdempotencyKey key) {
        return submissions.find(key.value());
    }

    /** Publishes what a key is used for. */
    PublishOutcome note(IdempotencyKey key, KeyedSubmission submission) {
        PublishOutcome outcome = publisher.publish(Topics.SUBMISSIONS, key.value(), submission);
        if (outcome instanceof PublishOutcome.Published) {
            submissions.put(key.value(), submission);
        }
        return outcome;
    }

    @PostConstruct
    void start() {
        submissions.start();
    }

    @PreDestroy
    void stop() {
        submissions.close();
    }
}
