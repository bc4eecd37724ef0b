package dev.shakedown.service.messaging;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares the topics on the brokers with what a service needs: they exist, the service's user has the rights, and they
 * take its largest record. What the brokers do not tell this user counts as right.
 */
public final class TopicComparison {

    private static final Logger LOG = Logger.getLogger(TopicComparison.class);
    private static final long ANSWER_SECONDS = 10;

    private TopicComparison() {}

    /**
     * What is wrong, by topic: the reason and the setting to change. Empty when all is right.
     *
     * @param needs a topic may have several; the first that is not met counts
     * @throws TimeoutException if the brokers do not answer, or answer with an error that says nothing of a topic
     */
    public static Map<String, String> problems(Admin admin, List<TopicNeed> needs)
            throws InterruptedException, TimeoutException {
        Set<String> topics = needs.stream().map(TopicNeed::topic).collect(Collectors.toSet());
        Map<String, KafkaFuture<TopicDescription>> descriptions = admin.describeTopics(
                        topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        Map<ConfigResource, KafkaFuture<Config>> settings = admin.describeConfigs(
                        topics.stream().map(TopicComparison::resource).toList())
                .values();
        Map<String, String> found = new LinkedHashMap<>();
        for (TopicNeed need : needs) {
            problem(
                            need,
                            Objects.requireNonNull(descriptions.get(need.topic())),
                            Objects.requireNonNull(settings.get(resource(need.topic()))))
                    .ifPresent(problem -> found.putIfAbsent(need.topic(), problem));
        }
        return found;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static Optional<String> problem(
            TopicNeed need, KafkaFuture<TopicDescription> description, KafkaFuture<Config> settings)
            throws InterruptedException, TimeoutException {
        try {
            Set<AclOperation> allowed =
                    description.get(ANSWER_SECONDS, TimeUnit.SECONDS).authorizedOperations();
            if (allowed != null && !allowed.isEmpty() && !allowed.contains(need.operation())) {
                return Optional.of("must allow %s: grant %s on the topic to this service's user"
                        .formatted(need.operation(), need.operation()));
            }
        } catch (ExecutionException e) {
            return describe(e.getCause(), need);
        }
        if (need.largestRecord() == 0) {
            return Optional.empty();
        }
        try {
            return tooSmall(need, settings.get(ANSWER_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            // To write does not need the right to read settings.
            LOG.debugf("The settings of %s are unknown: %s", need.topic(), e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> describe(@Nullable Throwable failure, TopicNeed need) throws TimeoutException {
        if (failure instanceof UnknownTopicOrPartitionException) {
            return Optional.of("must exist: create the topic, for example with ./shakedown topics");
        }
        if (failure instanceof AuthorizationException) {
            return Optional.of("must allow DESCRIBE and %s: grant both on the topic to this service's user"
                    .formatted(need.operation()));
        }
        throw new TimeoutException(String.valueOf(failure));
    }

    private static Optional<String> tooSmall(TopicNeed need, Config settings) {
        ConfigEntry limit = settings.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (limit == null || limit.value() == null || Long.parseLong(limit.value()) >= need.largestRecord()) {
            return Optional.empty();
        }
        return Optional.of(
                "%s: %s: must be at least %d, for example 1048588, which is Kafka's default: set it for the topic, or %s for the brokers"
                        .formatted(
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                limit.value(),
                                need.largestRecord(),
                                "message.max.bytes"));
    }
}
