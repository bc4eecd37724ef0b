package dev.shakedown.embedded;

import dev.shakedown.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Shakedown's topics, as the contract names them, made on a broker that may have some of them already. */
public final class ShakedownTopics {

    private static final String LARGEST_MESSAGE = Integer.toString(64 * 1024 * 1024);
    private static final Map<String, String> COMPACTED = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            LARGEST_MESSAGE);
    private static final Map<String, String> COMPACTED_WEEK = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.RETENTION_MS_CONFIG,
            Long.toString(Duration.ofDays(7).toMillis()));
    /** What was accepted waits for as long as it must: Kafka's default would drop it after a week. */
    private static final Map<String, String> FOREVER =
            Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LARGEST_MESSAGE, TopicConfig.RETENTION_MS_CONFIG, "-1");
    /** Until long after PostgreSQL has it. */
    private static final Map<String, String> A_MONTH = Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            LARGEST_MESSAGE,
            TopicConfig.RETENTION_MS_CONFIG,
            Long.toString(Duration.ofDays(30).toMillis()));

    private static final Map<String, String> BRIEF = Map.of(
            TopicConfig.RETENTION_MS_CONFIG, Long.toString(Duration.ofHours(1).toMillis()),
            TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis()));

    private ShakedownTopics() {}

    /**
     * Makes the topics that are missing; leaves those that exist as they are.
     *
     * @param bootstrapServers as {@code host:port}
     * @param requestPartitions of {@link Topics#REQUESTS}: an upper bound of the workers that can share the work
     */
    public static void create(String bootstrapServers, int requestPartitions) {
        create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers), requestPartitions);
    }

    /** As {@link #create(String, int)}, with whatever settings a client needs there. */
    public static void create(Map<String, Object> kafka, int requestPartitions) {
        try (Admin admin = Admin.create(kafka)) {
            CreateTopicsResult created = admin.createTopics(topics(requestPartitions));
            for (KafkaFuture<Void> topic : created.values().values()) {
                awaitOrExisting(topic);
            }
            awaitVisible(admin, created.values().keySet().stream().toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while topics were made", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Cannot make the topics on " + kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG), e.getCause());
        }
    }

    private static List<NewTopic> topics(int requestPartitions) {
        return List.of(
                topic(Topics.CAMPAIGNS, 1, COMPACTED),
                topic(Topics.NETWORKS, 1, COMPACTED),
                topic(Topics.SUBMISSIONS, 1, COMPACTED_WEEK),
                topic(Topics.EXPANSIONS, 1, COMPACTED),
                topic(Topics.CONTROL, 1, COMPACTED),
                topic(Topics.ATTEMPTS, 1, COMPACTED),
                topic(Topics.REQUESTS, requestPartitions, FOREVER),
                topic(Topics.URGENT_REQUESTS, requestPartitions, FOREVER),
                topic(Topics.RESUMED_REQUESTS, requestPartitions, FOREVER),
                topic(Topics.LINKS, 1, A_MONTH),
                topic(Topics.PROGRESS, 1, BRIEF),
                topic(Topics.RESULTS, 4, A_MONTH),
                topic(Topics.ARTIFACTS, 4, A_MONTH),
                topic(Topics.DEAD_LETTERS, 1, FOREVER));
    }

    private static NewTopic topic(String name, int partitions, Map<String, String> configuration) {
        return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configuration);
    }

    private static void awaitOrExisting(KafkaFuture<Void> topic) throws InterruptedException, ExecutionException {
        try {
            topic.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** A topic is made by the controller before the broker knows of it. */
    private static void awaitVisible(Admin admin, List<String> names) throws InterruptedException, ExecutionException {
        while (!admin.listTopics().names().get().containsAll(names)) {
            Thread.sleep(20);
        }
    }
}
