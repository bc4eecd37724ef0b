package dev.shakedown.stack.embedded;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Shakedown's topics, as a {@link TopicPlan} has them, on brokers that may have some of them already. */
public final class ShakedownTopics {

    private ShakedownTopics() {}

    /**
     * What was found of a topic, and done about it.
     *
     * @param name of the topic
     * @param partitions that it has now
     * @param made whether it was missing
     * @param added how many partitions it was given
     * @param differing settings that are not as planned, with the value that they have; they are as planned now if they
     *     were to be set
     */
    public record Outcome(String name, int partitions, boolean made, int added, Map<String, String> differing) {

        public Outcome {
            differing = Map.copyOf(differing);
        }
    }

    /** As {@link #create(Map, TopicPlan)}: the default queue's, where a client needs no other setting. */
    public static void create(String bootstrapServers, int requestPartitions) {
        create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                TopicPlan.ofDefaultQueue(requestPartitions));
    }

    /** Makes the topics that are missing; leaves those that exist as they are. */
    public static void create(Map<String, Object> kafka, TopicPlan plan) {
        try (Admin admin = Admin.create(kafka)) {
            make(admin, plan);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while topics were made", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "Cannot make the topics on " + kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG), e.getCause());
        }
    }

    /**
     * Makes the topics that are missing and adds partitions where there are too few; finds settings that differ.
     *
     * @param alter whether to set those as planned
     * @throws ExecutionException whose cause says what the brokers refused, or that they do not answer
     */
    public static List<Outcome> bring(Map<String, Object> kafka, TopicPlan plan, boolean alter)
            throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(kafka)) {
            Set<String> made = make(admin, plan);
            Map<String, Integer> before = partitions(admin, plan, made);
            addPartitions(admin, plan, before);
            Map<String, Map<String, String>> differing = differences(admin, plan);
            if (alter) {
                set(admin, plan, differing);
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (NewTopic topic : plan.topics()) {
                String name = topic.name();
                int had = requireNonNull(before.get(name));
                int has = Math.max(had, topic.numPartitions());
                outcomes.add(
                        new Outcome(name, has, made.contains(name), has - had, differing.getOrDefault(name, Map.of())));
            }
            return outcomes;
        }
    }

    /** A topic that was just made may be described with some of its partitions only. */
    private static Map<String, Integer> partitions(Admin admin, TopicPlan plan, Set<String> made)
            throws InterruptedException, ExecutionException {
        Map<String, Integer> partitions = new TreeMap<>();
        admin.describeTopics(names(plan))
                .allTopicNames()
                .get()
                .forEach(
                        (name, topic) -> partitions.put(name, topic.partitions().size()));
        for (NewTopic topic : plan.topics()) {
            if (made.contains(topic.name())) {
                partitions.put(topic.name(), topic.numPartitions());
            }
        }
        return partitions;
    }

    private static List<String> names(TopicPlan plan) {
        return plan.topics().stream().map(NewTopic::name).toList();
    }

    private static Set<String> make(Admin admin, TopicPlan plan) throws InterruptedException, ExecutionException {
        CreateTopicsResult created = admin.createTopics(plan.topics());
        Set<String> made = new HashSet<>();
        for (Map.Entry<String, KafkaFuture<Void>> topic : created.values().entrySet()) {
            if (isNew(topic.getValue())) {
                made.add(topic.getKey());
            }
        }
        // A topic is made by the controller before the broker knows of it.
        while (!admin.listTopics().names().get().containsAll(created.values().keySet())) {
            Thread.sleep(20);
        }
        return made;
    }

    private static boolean isNew(KafkaFuture<Void> creation) throws InterruptedException, ExecutionException {
        try {
            creation.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    /** Keys then go to other partitions than before. No consumer relies on the former ones. */
    private static void addPartitions(Admin admin, TopicPlan plan, Map<String, Integer> before)
            throws InterruptedException, ExecutionException {
        Map<String, NewPartitions> wanted = new TreeMap<>();
        for (NewTopic topic : plan.topics()) {
            if (topic.numPartitions() > requireNonNull(before.get(topic.name()))) {
                wanted.put(topic.name(), NewPartitions.increaseTo(topic.numPartitions()));
            }
        }
        admin.createPartitions(wanted).all().get();
        // The controller knows of them before the broker does, which would add them again.
        for (String topic : wanted.keySet()) {
            while (partitions(admin, topic) < requireNonNull(wanted.get(topic)).totalCount()) {
                Thread.sleep(20);
            }
        }
    }

    private static int partitions(Admin admin, String topic) throws InterruptedException, ExecutionException {
        Map<String, TopicDescription> found =
                admin.describeTopics(List.of(topic)).allTopicNames().get();
        return requireNonNull(found.get(topic)).partitions().size();
    }

    private static Map<String, Map<String, String>> differences(Admin admin, TopicPlan plan)
            throws InterruptedException, ExecutionException {
        List<ConfigResource> resources =
                names(plan).stream().map(ShakedownTopics::resource).toList();
        Map<String, Map<String, String>> differing = new TreeMap<>();
        var found = admin.describeConfigs(resources).all().get();
        for (NewTopic topic : plan.topics()) {
            Map<String, String> has = requireNonNull(found.get(resource(topic.name()))).entries().stream()
                    .filter(entry -> entry.value() != null)
                    .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
            Map<String, String> differs = new TreeMap<>();
            topic.configs().forEach((key, value) -> {
                String other = has.getOrDefault(key, "");
                if (!isAsPlanned(key, other, value)) {
                    differs.put(key, other);
                }
            });
            if (!differs.isEmpty()) {
                differing.put(topic.name(), differs);
            }
        }
        return differing;
    }

    /** A limit of records may be larger than planned. */
    private static boolean isAsPlanned(String key, String found, String planned) {
        return key.equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                ? !found.isEmpty() && Long.parseLong(found) >= Long.parseLong(planned)
                : setOf(found).equals(setOf(planned));
    }

    /** A list such as {@code compact,delete} comes back in another order. */
    private static Set<String> setOf(String value) {
        return Set.of(value.split(",", -1));
    }

    private static void set(Admin admin, TopicPlan plan, Map<String, Map<String, String>> differing)
            throws InterruptedException, ExecutionException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (NewTopic topic : plan.topics()) {
            Map<String, String> differs = differing.getOrDefault(topic.name(), Map.of());
            if (!differs.isEmpty()) {
                changes.put(
                        resource(topic.name()),
                        differs.keySet().stream()
                                .map(key -> new AlterConfigOp(
                                        new ConfigEntry(key, topic.configs().get(key)), AlterConfigOp.OpType.SET))
                                .toList());
            }
        }
        admin.incrementalAlterConfigs(changes).all().get();
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
