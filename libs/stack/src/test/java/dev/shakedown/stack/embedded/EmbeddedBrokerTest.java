package dev.shakedown.stack.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.contract.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

    private static final int SIXTY_MEBIBYTES = 60 * 1024 * 1024;

    @TempDir
    Path directory;

    @Test
    void keepsRecordsWhenItIsKilledAndStartedAgain() throws Exception {
        byte[] large = new byte[SIXTY_MEBIBYTES];
        large[large.length - 1] = 7;
        try (EmbeddedBroker broker = EmbeddedBroker.start(new EmbeddedBroker.Options(directory))) {
            ShakedownTopics.create(broker.bootstrapServers(), 4);
            send(broker, "small", new byte[] {1, 2, 3});
            send(broker, "large", large);

            kill(broker.pid());
        }

        try (EmbeddedBroker again = EmbeddedBroker.start(new EmbeddedBroker.Options(directory))) {
            List<ConsumerRecord<String, byte[]>> records = receive(again, 2);
            assertThat(records.get(0).value()).containsExactly(1, 2, 3);
            assertThat(records.get(1).value()).isEqualTo(large);
        }
    }

    @Test
    void doesNotHearCtrlC() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(new EmbeddedBroker.Options(directory))) {
            new ProcessBuilder("kill", "-INT", Long.toString(broker.pid()))
                    .start()
                    .waitFor();
            Thread.sleep(500);

            ShakedownTopics.create(broker.bootstrapServers(), 4);
        }
    }

    @Test
    void makesTheContractsTopicsOnce() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(new EmbeddedBroker.Options(directory))) {
            ShakedownTopics.create(broker.bootstrapServers(), 4);
            ShakedownTopics.create(broker.bootstrapServers(), 4);

            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                Map<String, TopicDescription> topics = admin.describeTopics(
                                admin.listTopics().names().get())
                        .allTopicNames()
                        .get();
                assertThat(topics)
                        .containsOnlyKeys(
                                Topics.CAMPAIGNS,
                                Topics.SUBMISSIONS,
                                Topics.EXPANSIONS,
                                Topics.CONTROL,
                                Topics.ATTEMPTS,
                                Topics.LINKS,
                                Topics.URGENT_REQUESTS,
                                Topics.RESUMED_REQUESTS,
                                Topics.NETWORKS,
                                Topics.REQUESTS,
                                Topics.PROGRESS,
                                Topics.RESULTS,
                                Topics.ARTIFACTS,
                                Topics.DEAD_LETTERS);
                assertThat(topics.get(Topics.REQUESTS).partitions()).hasSize(4);
            }
        }
    }

    @Test
    void saysWhatIsWrongWhenItsPortIsTaken() {
        try (EmbeddedBroker first = EmbeddedBroker.start(new EmbeddedBroker.Options(directory.resolve("first")))) {
            int taken = Integer.parseInt(first.bootstrapServers().split(":")[1]);

            assertThatThrownBy(() -> EmbeddedBroker.start(new EmbeddedBroker.Options(directory.resolve("b"), taken)))
                    .isInstanceOf(StartFailedException.class)
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void endsWhenItIsClosed() throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(new EmbeddedBroker.Options(directory));
        ProcessHandle process = ProcessHandle.of(broker.pid()).orElseThrow();

        broker.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(Files.readString(broker.log())).contains("shutdown completed");
    }

    private static void kill(long pid) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(60, TimeUnit.SECONDS);
    }

    private static void send(EmbeddedBroker broker, String key, byte[] value) throws Exception {
        Map<String, Object> configuration = Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "max.request.size", 64 * 1024 * 1024,
                "buffer.memory", 80L * 1024 * 1024);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(configuration, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.CAMPAIGNS, 0, key, value)).get(30, TimeUnit.SECONDS);
        }
    }

    private static List<ConsumerRecord<String, byte[]>> receive(EmbeddedBroker broker, int count) {
        Map<String, Object> configuration = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "auto.offset.reset",
                "earliest",
                "max.partition.fetch.bytes",
                64 * 1024 * 1024);
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(configuration, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(Topics.CAMPAIGNS, 0)));
            for (int poll = 0; poll < 60 && records.size() < count; poll++) {
                consumer.poll(Duration.ofMillis(500)).forEach(records::add);
            }
        }
        assertThat(records).hasSize(count);
        return records;
    }
}
