package dev.shakedown.cli.command;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.stack.embedded.ShakedownTopics;
import dev.shakedown.stack.embedded.TopicPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the topics on brokers of one's own. */
@Command(
        name = "topics",
        header = "Make the Kafka topics that are missing.",
        description = {
            "On the brokers that KAFKA_BOOTSTRAP_SERVERS names, with the KAFKA_* variables that the services take",
            "(KAFKA_SECURITY_PROTOCOL, KAFKA_SASL_JAAS_CONFIG, ...). Adds partitions where a lane of requests has too",
            "few, removes none, and lists settings that differ. It is idempotent. The local stack makes its topics",
            "automatically."
        },
        mixinStandardHelpOptions = true)
final class TopicsCommand extends PrintingCommand {

    private static final String PREFIX = "KAFKA_";
    private static final int MOST_PARTITIONS = 10_000;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "64",
            description = "Of each lane of requests: as many workers can share it (default: ${DEFAULT-VALUE}).")
    private int partitions = 64;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            description = "Copies of each partition (default: the brokers' default).")
    private @Nullable Short replicas;

    @Option(names = "--queue", paramLabel = "NAME", description = "A queue besides the default one; may be repeated.")
    private List<String> queues = List.of();

    @Option(names = "--alter", description = "Set settings that differ.")
    private boolean alter;

    @Override
    public Integer call() throws InterruptedException {
        if (partitions < 1 || partitions > MOST_PARTITIONS) {
            throw CommandException.badInput(
                    "--partitions: %d: must be from 1 to %d".formatted(partitions, MOST_PARTITIONS));
        }
        if (replicas != null && replicas < 1) {
            throw CommandException.badInput("--replication-factor: %d: must be at least 1".formatted(replicas));
        }
        TopicPlan plan = new TopicPlan(
                partitions,
                Optional.ofNullable(replicas),
                queues.stream().map(TopicsCommand::queue).toList());
        Map<String, Object> kafka = settings(System.getenv());
        try {
            report(ShakedownTopics.bring(kafka, plan, alter));
            return ExitStatus.OK;
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw CommandException.failed("the topics cannot be made on %s: %s"
                    .formatted(kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG), reason(cause)));
        }
    }

    private static RequestQueue queue(String name) {
        if (!RequestQueue.isName(name)) {
            throw CommandException.badInput("--queue: %s: must be %s".formatted(name, RequestQueue.EXPECTED));
        }
        return new RequestQueue(name);
    }

    /** Kafka's clients say why in the last cause. */
    private static String reason(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }

    /** As the services read them: {@code KAFKA_SECURITY_PROTOCOL} is {@code security.protocol}. */
    static Map<String, Object> settings(Map<String, String> environment) {
        Map<String, Object> settings = new HashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                String key =
                        name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
                if (AdminClientConfig.configNames().contains(key)) {
                    settings.put(key, value);
                }
            }
        });
        if (!settings.containsKey(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)) {
            throw CommandException.badInput(
                    "KAFKA_BOOTSTRAP_SERVERS: missing: must name the brokers, such as kafka.example:9092");
        }
        return settings;
    }

    private void report(List<ShakedownTopics.Outcome> outcomes) {
        for (ShakedownTopics.Outcome topic : outcomes) {
            String done = topic.made() ? "made" : topic.added() > 0 ? topic.added() + " partitions added" : "was there";
            print("%-36s %3d %s".formatted(topic.name(), topic.partitions(), done));
            topic.differing()
                    .forEach((key, value) -> print("  %s %s %s"
                            .formatted(
                                    key,
                                    alter ? "was" : "differs (--alter sets it):",
                                    value.isEmpty() ? "not set" : value)));
        }
    }
}
