package dev.shakedown.attackworker.delivery;

import dev.shakedown.contract.job.JobAttempt;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Finds attempts that no worker makes any longer. Kafka can take a worker's word that a job runs long after it was
 * written: after another worker dropped the job, and after its author was killed. Thread-safe.
 */
@ApplicationScoped
class AbandonedAttempts {

    private static final Duration ASK_EVERY = Duration.ofSeconds(1);
    private static final int REMEMBERED = 10_000;

    private final Map<String, Object> kafka;
    private final String group;
    private final Duration patience;
    private final Map<String, Instant> acknowledged = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };
    private volatile Map<String, Long> committed = Map.of();
    private @Nullable Admin admin;
    private Instant nextQuestion = Instant.MIN;

    AbandonedAttempts(
            @Identifier("default-kafka-broker") Map<String, Object> kafka, WorkerQueue queue, DeliveryConfig config) {
        this.kafka = kafka;
        this.group = queue.group();
        this.patience = config.leg();
    }

    /**
     * Whether an attempt's record has been acknowledged for as long as a leg takes, and the job has not gone on from
     * the state of that leg. False also while that is not known yet.
     */
    synchronized boolean contains(JobAttempt attempt) {
        String place = attempt.jobId() + " " + attempt.record();
        int end = attempt.record().lastIndexOf('/');
        long offset = Long.parseLong(attempt.record().substring(end + 1));
        Long next = committed.get(attempt.record().substring(0, end));
        if (next == null || next <= offset) {
            ask();
            return false;
        }
        Instant now = SteadyTime.now();
        return !acknowledged.computeIfAbsent(place, any -> now).plus(patience).isAfter(now);
    }

    /** Does not wait for the answer. */
    private void ask() {
        Instant now = SteadyTime.now();
        if (now.isBefore(nextQuestion)) {
            return;
        }
        nextQuestion = now.plus(ASK_EVERY);
        try {
            if (admin == null) {
                Map<String, Object> properties = new HashMap<>(kafka);
                properties.put(AdminClientConfig.CLIENT_ID_CONFIG, group + "-abandoned");
                admin = Admin.create(properties);
            }
            var unused = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .whenComplete(this::answered);
        } catch (KafkaException e) {
            Log.debugf("What is acknowledged is not known now: %s", e.getMessage());
        }
    }

    private void answered(@Nullable Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Throwable failure) {
        if (offsets == null) {
            Log.debugf("What is acknowledged is not known now: %s", failure);
            return;
        }
        Map<String, Long> next = new HashMap<>();
        offsets.forEach((partition, at) -> {
            if (at != null) {
                next.put(partition.topic() + "/" + partition.partition(), at.offset());
            }
        });
        committed = next;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
