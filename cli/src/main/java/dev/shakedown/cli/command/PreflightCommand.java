package dev.shakedown.cli.command;

import dev.shakedown.cli.preflight.GpuPreflight;
import dev.shakedown.cli.preflight.KafkaSettings;
import dev.shakedown.cli.preflight.Preflight;
import dev.shakedown.cli.preflight.Preflight.Finding;
import dev.shakedown.cli.table.TextTable;
import dev.shakedown.cli.table.TextTable.Column;
import dev.shakedown.contract.RequestQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

@Command(
        name = "preflight",
        header = "Check Kafka, PostgreSQL and the GPU of an installation.",
        description = {
            "Compares Kafka's topics, limits and rights with the needs of each service, and PostgreSQL's version and",
            "rights with those of result-store. Reads the variables of the services: KAFKA_*, QUARKUS_DATASOURCE_*.",
            "Where services have their own Kafka users, JOB_API_KAFKA_*, RESULT_STORE_KAFKA_* and ATTACK_WORKER_KAFKA_*",
            "replace KAFKA_*. Changes nothing. The exit status is 1 if a line says FAILED."
        },
        mixinStandardHelpOptions = true)
final class PreflightCommand extends PrintingCommand {

    @Option(names = "--queue", paramLabel = "NAME", description = "A queue besides the default one; may be repeated.")
    private List<String> queues = List.of();

    @Option(names = "--gpu", description = "Also check the GPUs that this container sees, by nvidia-smi.")
    private boolean gpu;

    @Option(names = "--only-gpu", description = "Check nothing but the GPUs.")
    private boolean onlyGpu;

    @Override
    public Integer call() throws InterruptedException {
        List<RequestQueue> named = queues.stream().map(TopicsCommand::queue).toList();
        List<Finding> findings = new ArrayList<>();
        if (!onlyGpu) {
            Map<String, String> environment = System.getenv();
            requireBrokers(environment);
            findings.addAll(Preflight.ofServices(environment, named));
        }
        if (gpu || onlyGpu) {
            findings.addAll(GpuPreflight.findings());
        }
        print(table(findings).lines());
        long failed = findings.stream()
                .filter(finding -> finding.state() == Finding.State.FAILED)
                .count();
        if (failed > 0) {
            throw CommandException.failed("preflight: %d of %d checks failed".formatted(failed, findings.size()));
        }
        return ExitCode.OK;
    }

    private static void requireBrokers(Map<String, String> environment) {
        boolean common = KafkaSettings.of(environment).containsKey(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        boolean own = environment.keySet().stream().anyMatch(name -> name.endsWith("_KAFKA_BOOTSTRAP_SERVERS"));
        if (!common && !own) {
            throw CommandException.badInput(TopicsCommand.NO_BROKERS);
        }
    }

    private static TextTable table(List<Finding> findings) {
        TextTable table = new TextTable(List.of(Column.words("check"), Column.words("state"), Column.words("detail")));
        for (Finding finding : findings) {
            String state = finding.state() == Finding.State.FAILED
                    ? "FAILED"
                    : finding.state().name().toLowerCase(Locale.ROOT);
            table.add(List.of(finding.subject(), state, finding.detail()));
        }
        return table;
    }
}
