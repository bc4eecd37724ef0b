package dev.shakedown.cli.command;

import dev.shakedown.cli.preflight.KafkaSettings;
import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.service.messaging.TopicNeed;
import dev.shakedown.stack.embedded.ShakedownTopics;
import dev.shakedown.stack.embedded.TopicPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

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

    /** Said where no variable names the brokers. */
    static final String NO_BROKERS =
            "KAFKA_BOOTSTRAP_SERVERS: missing: must name the brokers, such as kafka.example:9092";

    private static final int MOST_PARTITIONS = 10_000;
    private static final int MOST_DAYS = 3650;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Of each lane of requests: as many workers can share it (default: ${DEFAULT-VALUE}).")
    private int partitions = 64;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            description = "Copies of each partition (default: the brokers' default).")
    private @Nullable Short replicas;

    @Option(names = "--queue", paramLabel = "NAME", description = "A queue besides the default one; may be repeated.")
    private List<String> queues = List.of();

    @Option(
            names = "--largest-campaign",
            paramLabel = "BYTES",
            description = {
                "max.message.bytes of shakedown.campaigns, for documents of thousands of images",
                "(default: ${DEFAULT-VALUE}, the most that several managed Kafkas allow)."
            })
    private int largestCampaign = 8_388_608;

    @Option(
            names = "--result-days",
            paramLabel = "DAYS",
            description = {
                "How long results and artifacts stay on Kafka (default: ${DEFAULT-VALUE}): longer than result-store",
                "may be away, and than from one backup of PostgreSQL to the next."
            })
    private int resultDays = 30;

    @Option(names = "--alter", description = "Set settings that differ.")
    private boolean alter;

    @Option(names = "--json", description = "As JSON, with every field.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        CommandException.requireRange("--partitions", partitions, 1, MOST_PARTITIONS);
        if (replicas != null && replicas < 1) {
            throw CommandException.badInput("--replication-factor: %d: must be at least 1".formatted(replicas));
        }
        if (largestCampaign < TopicNeed.LARGE) {
            throw CommandException.badInput(
                    "--largest-campaign: %d: must be at least %d".formatted(largestCampaign, TopicNeed.LARGE));
        }
        CommandException.requireRange("--result-days", resultDays, 1, MOST_DAYS);
        TopicPlan plan = new TopicPlan(
                partitions,
                Optional.ofNullable(replicas),
                queues.stream().map(TopicsCommand::queue).toList(),
                new TopicPlan.Limits(largestCampaign, Duration.ofDays(resultDays)));
        Map<String, Object> kafka = settings(System.getenv());
        try {
            List<ShakedownTopics.Outcome> topics = ShakedownTopics.bring(kafka, plan, alter);
            if (json) {
                print(WireFormat.pretty(topics));
            } else {
                report(topics);
            }
            return ExitCode.OK;
        } catch (ExecutionException | KafkaException e) {
            throw CommandException.failed("the topics cannot be made on %s: %s"
                    .formatted(kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG), KafkaSettings.reason(e)));
        }
    }

    static RequestQueue queue(String name) {
        if (!RequestQueue.isName(name)) {
            throw CommandException.badInput("--queue: %s: must be %s".formatted(name, RequestQueue.EXPECTED));
        }
        return new RequestQueue(name);
    }

    private static Map<String, Object> settings(Map<String, String> environment) {
        Map<String, Object> settings = KafkaSettings.of(environment);
        if (!settings.containsKey(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)) {
            throw CommandException.badInput(NO_BROKERS);
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
