package dev.shakedown.cli.preflight;

import dev.shakedown.cli.preflight.Preflight.Finding;
import dev.shakedown.service.messaging.TopicComparison;
import dev.shakedown.service.messaging.TopicNeed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Compares Kafka with the needs of one service, as that service's user: the brokers answer, topics exist, rights,
 * limits of records, rights on consumer groups.
 *
 * @param service such as {@code job-api}
 * @param kafka settings of its clients
 * @param topics what it needs of them
 * @param groups the operation that it needs on each consumer group
 */
record KafkaPreflight(
        String service, Map<String, Object> kafka, List<TopicNeed> topics, Map<String, AclOperation> groups) {

    /** How long the brokers may take to answer, in milliseconds. */
    private static final int PATIENCE = 15_000;

    private static final String RETENTION = "offsets.retention.minutes";
    /** Kafka's default: a group without members is forgotten after a week. */
    private static final long A_WEEK = 7 * 24 * 60;

    KafkaPreflight {
        kafka = Map.copyOf(kafka);
        topics = List.copyOf(topics);
        groups = Map.copyOf(groups);
    }

    /** What is found; one line if the brokers do not answer. */
    List<Finding> findings() throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE / 3);
        try (Admin admin = Admin.create(settings)) {
            Collection<Node> brokers = admin.describeCluster().nodes().get();
            List<Finding> findings = new ArrayList<>();
            findings.add(Finding.ok(subject("brokers"), "%d at %s".formatted(brokers.size(), address())));
            findings.addAll(topics(admin));
            findings.addAll(groups(admin));
            return findings;
        } catch (ExecutionException | KafkaException | TimeoutException e) {
            return List.of(Finding.failed(
                    subject("brokers"),
                    "KAFKA_BOOTSTRAP_SERVERS: %s: %s: must be brokers that accept this user; KAFKA_SECURITY_PROTOCOL: %s: must be what the port speaks, for example SASL_SSL"
                            .formatted(
                                    kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG),
                                    KafkaSettings.reason(e),
                                    kafka.getOrDefault(AdminClientConfig.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT"))));
        }
    }

    /**
     * How long the brokers keep the offsets of a group without members. A pool that is at zero for longer wakes and
     * reads everything again.
     */
    Finding retention() throws InterruptedException {
        String subject = subject("offsets");
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            Node broker = admin.describeCluster().nodes().get().iterator().next();
            ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
            Config config = Objects.requireNonNull(
                    admin.describeConfigs(List.of(resource)).all().get().get(resource));
            Optional<Long> minutes = Optional.ofNullable(config.get(RETENTION))
                    .map(ConfigEntry::value)
                    .map(Long::valueOf);
            if (minutes.isEmpty()) {
                return Finding.skipped(subject, RETENTION + ": the brokers do not tell");
            }
            String found = "%s: %d".formatted(RETENTION, minutes.get());
            return minutes.get() > A_WEEK
                    ? Finding.ok(subject, found)
                    : Finding.warning(
                            subject,
                            found + ": should be longer than a pool is at zero, for example 525600, which is a year");
        } catch (ExecutionException | KafkaException e) {
            return Finding.skipped(subject, "%s: %s".formatted(RETENTION, KafkaSettings.reason(e)));
        }
    }

    private List<Finding> topics(Admin admin) throws InterruptedException, TimeoutException {
        Map<String, String> problems = TopicComparison.problems(admin, topics);
        if (problems.isEmpty()) {
            long number = topics.stream().map(TopicNeed::topic).distinct().count();
            return List.of(Finding.ok(
                    subject("topics"),
                    "%d exist, allow what is needed, and take its largest record".formatted(number)));
        }
        return problems.entrySet().stream()
                .map(problem -> Finding.failed(subject(problem.getKey()), problem.getValue()))
                .toList();
    }

    private List<Finding> groups(Admin admin) throws InterruptedException, ExecutionException {
        Map<String, KafkaFuture<ConsumerGroupDescription>> described = admin.describeConsumerGroups(
                        groups.keySet(), new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                .describedGroups();
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, AclOperation> group : groups.entrySet()) {
            String name = group.getKey();
            findings.add(group(name, group.getValue(), Objects.requireNonNull(described.get(name))));
        }
        return findings;
    }

    private Finding group(String name, AclOperation operation, KafkaFuture<ConsumerGroupDescription> described)
            throws InterruptedException, ExecutionException {
        String subject = subject("group " + name);
        try {
            Set<AclOperation> allowed = described.get().authorizedOperations();
            return allowed == null || allowed.isEmpty() || allowed.contains(operation)
                    ? Finding.ok(subject, "allows " + operation)
                    : Finding.failed(subject, mustAllow(operation));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Finding.ok(subject, "not used yet");
            }
            if (e.getCause() instanceof GroupAuthorizationException) {
                return Finding.failed(subject, mustAllow(operation));
            }
            throw e;
        }
    }

    private static String mustAllow(AclOperation operation) {
        return "must allow %s: grant %s on the group to this service's user".formatted(operation, operation);
    }

    private String address() {
        return "%s, %s"
                .formatted(
                        kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG),
                        kafka.getOrDefault(AdminClientConfig.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT"));
    }

    private String subject(String what) {
        return "kafka, %s: %s".formatted(service, what);
    }
}
