package dev.shakedown.stack.embedded;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Which topics there must be, and how each is kept.
 *
 * @param requestPartitions of each lane of requests: an upper bound of the workers that can share the work
 * @param replicas copies of each partition; empty for the brokers' default
 * @param queues whose lanes there must be, besides the default queue's
 * @param limits sizes and times that depend on the brokers' disks
 */
public record TopicPlan(int requestPartitions, Optional<Short> replicas, List<RequestQueue> queues, Limits limits) {

    private static final Map<String, String> COMPACTED =
            Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    private static final Map<String, String> COMPACTED_WEEK = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.RETENTION_MS_CONFIG,
            Long.toString(Duration.ofDays(7).toMillis()));
    /** What was accepted waits for as long as it must: Kafka's default would drop it after a week. */
    private static final Map<String, String> FOREVER = Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1");

    private static final Map<String, String> BRIEF = Map.of(
            TopicConfig.RETENTION_MS_CONFIG, Long.toString(Duration.ofHours(1).toMillis()),
            TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Duration.ofMinutes(10).toMillis()));

    /**
     * What depends on the brokers' disks and on what their provider allows.
     *
     * @param largestCampaign bytes of the largest record that {@link Topics#CAMPAIGNS} takes, for campaigns of many
     *     images; the other topics do with the brokers' default
     * @param results how long results and artifacts stay on Kafka, until long after PostgreSQL has them
     */
    public record Limits(int largestCampaign, Duration results) {

        /** Of the local stack, whose broker has no limit of its own. */
        public static final Limits LOCAL = new Limits(64 * 1024 * 1024, Duration.ofDays(30));

        Map<String, String> resultSettings() {
            return Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(results.toMillis()));
        }

        Map<String, String> campaignSettings() {
            Map<String, String> settings = new HashMap<>(COMPACTED);
            settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(largestCampaign));
            return settings;
        }
    }

    public TopicPlan {
        queues = queues.stream()
                .filter(queue -> !queue.equals(RequestQueue.DEFAULT))
                .distinct()
                .toList();
    }

    /** With the limits of the local stack. */
    public TopicPlan(int requestPartitions, Optional<Short> replicas, List<RequestQueue> queues) {
        this(requestPartitions, replicas, queues, Limits.LOCAL);
    }

    /** The default queue, with the brokers' default number of copies. */
    public static TopicPlan ofDefaultQueue(int requestPartitions) {
        return new TopicPlan(requestPartitions, Optional.empty(), List.of());
    }

    List<NewTopic> topics() {
        List<NewTopic> topics = new ArrayList<>(List.of(
                topic(Topics.CAMPAIGNS, 1, limits.campaignSettings()),
                topic(Topics.NETWORKS, 1, COMPACTED),
                topic(Topics.SUBMISSIONS, 1, COMPACTED_WEEK),
                topic(Topics.EXPANSIONS, 1, COMPACTED),
                topic(Topics.CONTROL, 1, COMPACTED),
                topic(Topics.ATTEMPTS, 1, COMPACTED),
                topic(Topics.REQUESTS, requestPartitions, FOREVER),
                topic(Topics.URGENT_REQUESTS, requestPartitions, FOREVER),
                topic(Topics.RESUMED_REQUESTS, requestPartitions, FOREVER),
                topic(Topics.LINKS, 1, limits.resultSettings()),
                topic(Topics.PROGRESS, 1, BRIEF),
                topic(Topics.RESULTS, 4, limits.resultSettings()),
                topic(Topics.ARTIFACTS, 4, limits.resultSettings()),
                topic(Topics.DEAD_LETTERS, 1, FOREVER)));
        for (RequestQueue queue : queues) {
            queue.topics().forEach(lane -> topics.add(topic(lane, requestPartitions, FOREVER)));
        }
        return topics;
    }

    private NewTopic topic(String name, int partitions, Map<String, String> configuration) {
        return new NewTopic(name, Optional.of(partitions), replicas).configs(configuration);
    }
}
