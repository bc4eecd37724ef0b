package dev.shakedown.attackworker.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.ArtifactHeaders;
import dev.shakedown.contract.RecordPieces;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.Topics;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.contract.job.ArtifactRef;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What goes over Kafka around a worker under test. */
final class WorkerTopics {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private WorkerTopics() {}

    static void send(ObjectMapper json, String topic, AttackRequest... requests) throws Exception {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            for (AttackRequest request : requests) {
                producer.send(new ProducerRecord<>(topic, "key", json.writeValueAsBytes(request)))
                        .get();
            }
        }
    }

    static void put(ObjectMapper json, String topic, String key, Object message) throws Exception {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(topic, key, json.writeValueAsBytes(message)))
                    .get();
        }
    }

    /** Writes a record again, with its headers. */
    static void repeat(ConsumerRecord<String, byte[]> record) throws Exception {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers()))
                    .get();
        }
    }

    /** Reads a topic from its beginning until so many records are as wanted. */
    static List<ConsumerRecord<String, byte[]>> read(
            String topic, Predicate<ConsumerRecord<String, byte[]>> wanted, int count) {
        List<ConsumerRecord<String, byte[]>> found = readFor(PATIENCE, topic, wanted, count);
        assertThat(found).as("records on " + topic).hasSizeGreaterThanOrEqualTo(count);
        return found;
    }

    /** Reads a topic from its beginning until so many records are as wanted, or the time is over. */
    static List<ConsumerRecord<String, byte[]>> readFor(
            Duration patience, String topic, Predicate<ConsumerRecord<String, byte[]>> wanted, int count) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", WorkerSurroundings.bootstrapServers());
        properties.put("max.partition.fetch.bytes", 64 << 20);
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            // Not as a member of a group, which takes the broker a while to form.
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + patience.toNanos();
            while (found.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (wanted.test(record)) {
                        found.add(record);
                    }
                });
            }
        }
        return found;
    }

    /**
     * The artifacts of a job that succeeded, from the header of its result or put together from their own records; the
     * hash in the result is that of each.
     */
    static Map<ArtifactKind, byte[]> artifacts(String jobId, JobOutcome.Succeeded done) {
        ConsumerRecord<String, byte[]> result = read(
                        Topics.RESULTS, record -> jobId.equals(record.key()) && !isFailure(record), 1)
                .get(0);
        Header together = result.headers().lastHeader(ArtifactHeaders.ARTIFACTS);
        ByteBuffer all = together == null ? null : ByteBuffer.wrap(together.value());
        Map<ArtifactKind, byte[]> artifacts = new EnumMap<>(ArtifactKind.class);
        for (ArtifactRef ref : done.artifacts()) {
            byte[] bytes = all == null ? fromPieces(jobId, ref) : new byte[(int) ref.bytes()];
            if (all != null) {
                all.get(bytes);
            }
            assertThat(Sha256.hex(bytes)).isEqualTo(ref.sha256());
            artifacts.put(ref.kind(), bytes);
        }
        assertThat(all == null || !all.hasRemaining()).isTrue();
        return artifacts;
    }

    private static boolean isFailure(ConsumerRecord<String, byte[]> result) {
        return new String(result.value(), StandardCharsets.UTF_8).contains("\"FAILED\"");
    }

    private static byte[] fromPieces(String jobId, ArtifactRef ref) {
        int count = (int) ((ref.bytes() + RecordPieces.BYTES - 1) / RecordPieces.BYTES);
        SortedMap<Integer, byte[]> pieces = new TreeMap<>();
        read(
                        Topics.ARTIFACTS,
                        record -> jobId.equals(record.key())
                                && header(record, ArtifactHeaders.SHA256).equals(ref.sha256()),
                        count)
                .forEach(record -> pieces.put(
                        RecordPieces.Place.parse(header(record, ArtifactHeaders.PIECE))
                                .map(RecordPieces.Place::number)
                                .orElse(1),
                        record.value()));
        return RecordPieces.join(List.copyOf(pieces.values()));
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    static KafkaProducer<String, byte[]> producer() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", WorkerSurroundings.bootstrapServers());
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }
}
