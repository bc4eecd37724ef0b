package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.client.WireFormat;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.network.AnnouncedNetwork;
import dev.shakedown.stack.WholeTopic;
import dev.shakedown.stack.embedded.EmbeddedBroker;
import dev.shakedown.stack.embedded.LoopbackPorts;
import dev.shakedown.stack.embedded.ShakedownTopics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that end by themselves: told to announce and no more, or told nonsense. */
class WorkerStartIT {

    private static final Path ROOT = Path.of(System.getProperty("shakedown.root"));
    private static final Duration A_START = Duration.ofMinutes(3);
    private static final RequestQueue BIG = new RequestQueue("big");

    @TempDir
    private Path directory;

    @Test
    void aWorkerThatIsToAnnounceDoesThatWithoutJoiningTheGroupOrLoadingLibtorch() throws Exception {
        Path engine = directory.resolve("djl");
        try (EmbeddedBroker broker = EmbeddedBroker.start(new EmbeddedBroker.Options(directory.resolve("kafka")))) {
            ShakedownTopics.create(broker.bootstrapServers(), 1);
            Map<String, String> environment = worker(broker.bootstrapServers());
            environment.put("SHAKEDOWN_DELIVERY_QUEUE", "big");
            environment.put("SHAKEDOWN_WORKER_ANNOUNCE_ONLY", "true");
            environment.put("SHAKEDOWN_WORKER_DEVICE", "gpu0");
            environment.put("DJL_CACHE_DIR", engine.toString());

            try (RunningService worker = start(environment)) {
                assertThat(worker.awaitExit(A_START)).as(worker.log()).isZero();
                assertThat(worker.log()).contains("for queue big; that was all that was to be done");
            }

            Map<String, AnnouncedNetwork> announced = new TreeMap<>();
            new WholeTopic(broker.bootstrapServers(), Topics.NETWORKS)
                    .read(record -> announced.put(record.key(), network(record.value())));
            assertThat(announced).containsKeys("big/wiener", "big/rgdn-mini@10");
            assertThat(announced.values())
                    .extracting(AnnouncedNetwork::servedBy)
                    .containsOnly(BIG);
            assertThat(engine).doesNotExist();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                assertThat(admin.listGroups().all().get(60, TimeUnit.SECONDS))
                        .extracting(GroupListing::groupId)
                        .isEmpty();
            }
        }
    }

    @Test
    void aWorkerThatCannotAnnounceEndsWithStatusOneAndTheReason() throws IOException, InterruptedException {
        Map<String, String> environment = worker("127.0.0.1:" + LoopbackPorts.free());
        environment.put("SHAKEDOWN_WORKER_ANNOUNCE_ONLY", "true");

        try (RunningService worker = start(environment)) {
            assertThat(worker.awaitExit(Duration.ofMinutes(3))).isEqualTo(1);
            assertThat(worker.log())
                    .contains("The networks could not be announced: the brokers did not take them within 30 s");
        }
    }

    @Test
    void aWorkerOfAQueueThatCannotBeDoesNotStart() throws IOException, InterruptedException {
        Map<String, String> environment = worker("127.0.0.1:" + LoopbackPorts.free());
        environment.put("SHAKEDOWN_DELIVERY_QUEUE", "resumed");

        try (RunningService worker = start(environment)) {
            assertThat(worker.awaitExit(A_START)).isEqualTo(1);
            assertThat(worker.log())
                    .contains(
                            "shakedown.delivery.queue: resumed: must be 1 to 32 of a-z, 0-9 and -, with no - at either"
                                    + " end, and not resumed or urgent");
        }
    }

    private RunningService start(Map<String, String> environment) throws IOException {
        return RunningService.start("attack-worker", LoopbackPorts.free(), directory, environment);
    }

    private static Map<String, String> worker(String brokers) {
        return new HashMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                brokers,
                "SHAKEDOWN_RESULT_STORE_URL",
                "http://127.0.0.1:1",
                "SHAKEDOWN_NETWORKS_DIRECTORY",
                ROOT.resolve("models/pretrained").toString(),
                "QUARKUS_LOG_CONSOLE_JSON_ENABLED",
                "false"));
    }

    private static AnnouncedNetwork network(byte[] value) {
        try {
            return WireFormat.json().readValue(value, AnnouncedNetwork.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
