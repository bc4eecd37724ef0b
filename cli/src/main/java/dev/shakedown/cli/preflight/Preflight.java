package dev.shakedown.cli.preflight;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.service.messaging.ServiceNeeds;
import dev.shakedown.service.messaging.TopicNeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;

/** Everything that an installation needs from outside, compared with what is there. */
public final class Preflight {

    private static final String STORE_GROUP = "shakedown-result-store";

    private Preflight() {}

    /**
     * Kafka as each service's user, then PostgreSQL.
     *
     * @param environment {@code KAFKA_*} for all services, {@code JOB_API_KAFKA_*}, {@code RESULT_STORE_KAFKA_*} and
     *     {@code ATTACK_WORKER_KAFKA_*} for one, {@code QUARKUS_DATASOURCE_*} for PostgreSQL
     * @param queues whose lanes workers read, besides the default queue's
     */
    public static List<Finding> ofServices(Map<String, String> environment, List<RequestQueue> queues)
            throws InterruptedException {
        List<RequestQueue> all = Stream.concat(Stream.of(RequestQueue.DEFAULT), queues.stream())
                .distinct()
                .toList();
        List<TopicNeed> ofWorkers = all.stream()
                .flatMap(queue -> ServiceNeeds.ofAttackWorker(queue).stream())
                .distinct()
                .toList();
        KafkaPreflight jobApi = new KafkaPreflight(
                "job-api",
                KafkaSettings.of(environment, "job-api"),
                ServiceNeeds.ofJobApi(),
                Map.of(RequestQueue.DEFAULT.workerGroup(), AclOperation.DESCRIBE));
        List<Finding> findings = new ArrayList<>(jobApi.findings());
        findings.addAll(new KafkaPreflight(
                        "result-store",
                        KafkaSettings.of(environment, "result-store"),
                        ServiceNeeds.ofResultStore(),
                        Map.of(STORE_GROUP, AclOperation.READ))
                .findings());
        findings.addAll(new KafkaPreflight(
                        "attack-worker",
                        KafkaSettings.of(environment, "attack-worker"),
                        ofWorkers,
                        Map.of(
                                RequestQueue.DEFAULT.workerGroup(),
                                AclOperation.READ,
                                STORE_GROUP,
                                AclOperation.DESCRIBE))
                .findings());
        if (findings.stream().allMatch(finding -> finding.state() == Finding.State.OK)) {
            findings.add(jobApi.retention());
        }
        findings.addAll(DatabasePreflight.findings(environment));
        return findings;
    }

    /**
     * One line of the preflight's table.
     *
     * @param subject what was looked at
     * @param state whether it is right
     * @param detail what was found; unless it is right, also the field, what it must be, and how to change it
     */
    public record Finding(String subject, State state, String detail) {

        /** Whether an installation works with it. */
        public enum State {
            OK,
            /** It works, but see the detail. */
            WARNING,
            FAILED,
            /** It was not looked at. */
            SKIPPED
        }

        static Finding ok(String subject, String detail) {
            return new Finding(subject, State.OK, detail);
        }

        static Finding failed(String subject, String detail) {
            return new Finding(subject, State.FAILED, detail);
        }

        static Finding warning(String subject, String detail) {
            return new Finding(subject, State.WARNING, detail);
        }

        static Finding skipped(String subject, String detail) {
            return new Finding(subject, State.SKIPPED, detail);
        }
    }
}
