package dev.shakedown.attackworker.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.job.AttackRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
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

    static KafkaProducer<String, byte[]> producer() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", WorkerSurroundings.bootstrapServers());
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }
}
