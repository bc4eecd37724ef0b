package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.LaneCommit;
import dev.shakedown.contract.RequestQueue;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the queues short: a request is published when a worker has room for it, so that campaigns which come later need
 * not wait for all of an earlier one. What waits is what the group of the queue's workers has not acknowledged, as
 * autoscalers read it. Thread-safe.
 */
@ApplicationScoped
class LaneRooms {

    private static final Logger LOG = Logger.getLogger(LaneRooms.class);
    private static final Duration GOOD_FOR = Duration.ofMillis(100);
    private static final int PATIENCE_MS = 5_000;

    private final Map<String, Object> kafka;
    private final ExpansionConfig config;
    private final Map<RequestQueue, Known> known = new HashMap<>();
    private final Map<RequestQueue, String> complaints = new HashMap<>();
    private @Nullable Admin admin;

    /** Where requests can go. */
    sealed interface Place {

        /** To a worker that has room. */
        record In(int partition) implements Place {}

        /** Nowhere now: every worker has enough, or Kafka does not say. */
        record None() implements Place {}

        /** Anywhere: this service may not look, or there is no such topic, which the brokers say when it is sent. */
        record Anywhere() implements Place {}
    }

    /**
     * What Kafka said.
     *
     * @param room null if it said something else
     * @param at when, in nanoseconds
     */
    private record Known(@Nullable LaneRoom room, Place otherwise, long at) {

        Place take(int requests) {
            if (room == null) {
                return otherwise;
            }
            OptionalInt partition = room.take(requests);
            return partition.isPresent() ? new Place.In(partition.getAsInt()) : new Place.None();
        }
    }

    LaneRooms(@Identifier("default-kafka-broker") Map<String, Object> kafka, ExpansionConfig config) {
        this.kafka = new HashMap<>(kafka);
        this.config = config;
        this.kafka.put(AdminClientConfig.CLIENT_ID_CONFIG, "shakedown-job-api-lanes");
        this.kafka.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        this.kafka.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    }

    /**
     * Takes room for requests that belong together.
     *
     * @param requests how many; at least 1
     */
    synchronized Place take(RequestQueue queue, int requests) {
        Known last = known.get(queue);
        if (last == null || System.nanoTime() - last.at() > GOOD_FOR.toNanos()) {
            last = look(queue);
            known.put(queue, last);
        }
        return last.take(requests);
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    private Known look(RequestQueue queue) {
        try {
            if (admin == null) {
                admin = Admin.create(kafka);
            }
            LaneRoom room = room(admin, queue);
            complaints.remove(queue);
            return new Known(room, new Place.None(), System.nanoTime());
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            Throwable cause = Objects.requireNonNullElse(e instanceof ExecutionException ? e.getCause() : e, e);
            boolean forGood =
                    cause instanceof AuthorizationException || cause instanceof UnknownTopicOrPartitionException;
            complain(queue, String.valueOf(cause.getMessage()), forGood);
            return new Known(null, forGood ? new Place.Anywhere() : new Place.None(), System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Known(null, new Place.None(), System.nanoTime());
        }
    }

    private LaneRoom room(Admin connected, RequestQueue queue)
            throws ExecutionException, InterruptedException, TimeoutException {
        String topic = queue.requests();
        TopicDescription description =
                of(topic, connected.describeTopics(List.of(topic)).allTopicNames());
        List<TopicPartition> partitions = description.partitions().stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> ends =
                offsets(connected, partitions, OffsetSpec.latest());
        KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> begins =
                offsets(connected, partitions, OffsetSpec.earliest());
        KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> committed =
                connected.listConsumerGroupOffsets(queue.workerGroup()).partitionsToOffsetAndMetadata();
        List<List<Integer>> assigned = assigned(connected, queue);
        long[] waiting = new long[partitions.size()];
        long[] room = new long[partitions.size()];
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata last = answer(committed).get(partition);
            LaneCommit commit = LaneCommit.of(last == null ? null : last.metadata());
            long first = of(partition, begins).offset();
            long from = last == null ? first : Math.max(first, last.offset() + commit.done());
            waiting[partition.partition()] = Math.max(0, of(partition, ends).offset() - from);
            room[partition.partition()] = commit.room();
        }
        List<LaneRoom.Share> shares = assigned.stream()
                .map(share -> new LaneRoom.Share(
                        share,
                        Math.max(
                                config.requestsPerWorker(),
                                share.stream()
                                        .mapToLong(partition -> room[partition])
                                        .max()
                                        .orElse(0))))
                .toList();
        return new LaneRoom(waiting, shares, config.requestsPerWorker());
    }

    private static KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            Admin connected, List<TopicPartition> partitions, OffsetSpec which) {
        return connected
                .listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), any -> which)))
                .all();
    }

    /** The partitions of the lane that each worker has. */
    private static List<List<Integer>> assigned(Admin connected, RequestQueue queue)
            throws ExecutionException, InterruptedException, TimeoutException {
        ConsumerGroupDescription group;
        try {
            group = of(
                    queue.workerGroup(),
                    connected
                            .describeConsumerGroups(List.of(queue.workerGroup()))
                            .all());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return List.of();
            }
            throw e;
        }
        return group.members().stream()
                .map(member -> member.assignment().topicPartitions().stream()
                        .filter(partition -> partition.topic().equals(queue.requests()))
                        .map(TopicPartition::partition)
                        .toList())
                .toList();
    }

    private static <K, V> V of(K key, KafkaFuture<Map<K, V>> asked)
            throws ExecutionException, InterruptedException, TimeoutException {
        return Objects.requireNonNull(answer(asked).get(key));
    }

    private static <T> T answer(KafkaFuture<T> asked)
            throws ExecutionException, InterruptedException, TimeoutException {
        return asked.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    }

    /** Once for each reason. */
    private void complain(RequestQueue queue, String reason, boolean forGood) {
        if (!reason.equals(complaints.put(queue, reason))) {
            LOG.warnf(
                    "How many requests wait in %s is not known: %s. %s",
                    queue.requests(),
                    reason,
                    forGood
                            ? "All jobs of a campaign are published at once until this user may describe the topic and the"
                                    + " group " + queue.workerGroup()
                            : "Publishing waits");
        }
    }
}
