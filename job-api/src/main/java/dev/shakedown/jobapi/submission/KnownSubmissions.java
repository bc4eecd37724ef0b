package dev.shakedown.jobapi.submission;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.campaign.KeyedSubmission;
import dev.shakedown.jobapi.topic.TopicPublisher;
import dev.shakedown.jobapi.topic.TopicPublisher.PublishOutcome;
import dev.shakedown.service.messaging.TopicTable;
import dev.shakedown.service.problem.Checked;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The submission that each idempotency key was used for, on any instance. The order of the topic decides which of two
 * uses at the same time counts. Thread-safe.
 */
@Startup
@ApplicationScoped
class KnownSubmissions {

    private static final Duration CURRENT_WITHIN = Duration.ofSeconds(5);
    private static final Duration REMEMBERED = Duration.ofDays(7);

    private final TopicPublisher publisher;
    private final TopicTable<KeyedSubmission> submissions;
    private final Clock clock = Clock.systemUTC();

    KnownSubmissions(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            ObjectMapper json,
            TopicPublisher publisher) {
        this.publisher = publisher;
        this.submissions = TopicTable.choosing(
                kafka,
                "shakedown-job-api",
                Topics.SUBMISSIONS,
                json,
                KeyedSubmission.class,
                KnownSubmissions::whichCounts);
    }

    /** The submission that a key counts for; mine, unless the key was used within a week. */
    Checked<KeyedSubmission> claim(IdempotencyKey key, KeyedSubmission mine) {
        if (!submissions.awaitCurrent(CURRENT_WITHIN)) {
            return Checked.unavailable("Kafka does not answer");
        }
        Optional<KeyedSubmission> before = find(key);
        if (before.isPresent()) {
            return new Checked.Valid<>(before.get());
        }
        PublishOutcome noted = publisher.publish(Topics.SUBMISSIONS, key.record(), mine);
        if (!(noted instanceof PublishOutcome.Published)) {
            return Checked.unavailable(noted.reason());
        }
        if (!submissions.awaitCurrent(CURRENT_WITHIN)) {
            return Checked.unavailable("Kafka does not answer");
        }
        KeyedSubmission counts = find(key).orElse(mine);
        if (!counts.documentSha256().equals(mine.documentSha256())) {
            // Another instance was faster. Compaction keeps the newest record: that must be the one that counts.
            var unused = publisher.publish(Topics.SUBMISSIONS, key.record(), counts);
        }
        return new Checked.Valid<>(counts);
    }

    /** The first use of a key counts for as long as it is remembered. */
    static KeyedSubmission whichCounts(KeyedSubmission known, KeyedSubmission later) {
        return known.at().plus(REMEMBERED).isAfter(later.at()) ? known : later;
    }

    private Optional<KeyedSubmission> find(IdempotencyKey key) {
        return submissions
                .find(key.record())
                .filter(used -> used.at().plus(REMEMBERED).isAfter(clock.instant()));
    }

    @PostConstruct
    void start() {
        submissions.start();
    }

    @PreDestroy
    void stop() {
        submissions.close();
    }

    /**
     * What a client calls one submission, so that it may send it again when it does not know whether it arrived.
     * Clients cannot meet each other's keys.
     *
     * @param value 1 to 200 printable ASCII characters
     */
    public record IdempotencyKey(String client, String value) {

        /** The HTTP header. */
        public static final String HEADER = "Idempotency-Key";

        static final String EXPECTED = "1 to 200 printable ASCII characters";

        private static final Pattern FORM = Pattern.compile("[\\x20-\\x7e]{1,200}");

        /** Reads a client's header; empty if it is not valid. */
        static Optional<IdempotencyKey> of(String client, String header) {
            return FORM.matcher(header).matches() ? Optional.of(new IdempotencyKey(client, header)) : Optional.empty();
        }

        /** The key of the record that says what it is used for. A key has no line break, so two cannot look alike. */
        String record() {
            return Sha256.hex((client + "\n" + value).getBytes(StandardCharsets.UTF_8));
        }
    }
}
