package dev.shakedown.lab.chaos;

import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.Topics;
import dev.shakedown.stack.WholeTopic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What Kafka holds after a run. */
final class TopicAudit {

    private static final List<String> LANES = List.of(Topics.URGENT_REQUESTS, Topics.RESUMED_REQUESTS, Topics.REQUESTS);

    private final String bootstrapServers;
    private final String workers;

    /** {@code workers}: their consumer group. */
    TopicAudit(String bootstrapServers, String workers) {
        this.bootstrapServers = bootstrapServers;
        this.workers = workers;
    }

    /**
     * What the records say about work that was done twice.
     *
     * @param results published, of all jobs
     * @param steps done that had been done before, as far as progress was reported
     * @param stepsDone all steps done, so far
     * @param resumed legs that went on with a state
     */
    record Repetition(long results, long steps, long stepsDone, long resumed) {}

    Repetition repetition() {
        long[] results = {0};
        long[] resumed = {0};
        read(Topics.RESULTS, received -> results[0]++);
        read(Topics.RESUMED_REQUESTS, received -> resumed[0]++);
        Map<String, Integer> last = new HashMap<>();
        long[] again = {0};
        long[] done = {0};
        read(Topics.PROGRESS, received -> {
            if (received.value() == null) {
                // It left its worker.
                return;
            }
            int step = WireFormat.parse(received.value()).path("step").asInt();
            int before = last.getOrDefault(received.key(), 0);
            if (step < before) {
                again[0] += before - step;
            } else {
                done[0] += step - before;
            }
            last.put(received.key(), step);
        });
        return new Repetition(results[0], again[0], done[0] + again[0], resumed[0]);
    }

    /** Jobs of which the attempts say that they have begun and not ended. */
    List<String> unfinishedAttempts() {
        Map<String, Boolean> open = new HashMap<>();
        read(Topics.ATTEMPTS, received -> open.put(received.key(), received.value() != null));
        return open.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Requests that no worker has acknowledged. */
    long lag() throws InterruptedException {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        try (Admin admin = Admin.create(properties)) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(workers)
                    .partitionsToOffsetAndMetadata()
                    .get();
            long lag = 0;
            for (String lane : LANES) {
                for (Map.Entry<TopicPartition, Long> end :
                        new WholeTopic(bootstrapServers, lane).ends().entrySet()) {
                    OffsetAndMetadata at = committed.get(end.getKey());
                    lag += end.getValue() - (at == null ? 0 : at.offset());
                }
            }
            return lag;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not say how far workers are", e.getCause());
        }
    }

    /** The highest leader epoch of the lanes' partitions. */
    int leaderEpoch() throws InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (String lane : LANES) {
            new WholeTopic(bootstrapServers, lane)
                    .ends()
                    .keySet()
                    .forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        }
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        try (Admin admin = Admin.create(properties)) {
            return admin.listOffsets(latest).all().get().values().stream()
                    .flatMap(end -> end.leaderEpoch().stream())
                    .mapToInt(Integer::intValue)
                    .max()
                    .orElse(0);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not tell its leader epochs", e.getCause());
        }
    }

    private void read(String topic, Consumer<ConsumerRecord<String, byte @Nullable []>> take) {
        new WholeTopic(bootstrapServers, topic).read(take);
    }
}
