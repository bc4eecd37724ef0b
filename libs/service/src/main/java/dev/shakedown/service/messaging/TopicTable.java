package dev.shakedown.service.messaging;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.shakedown.service.messaging.RecordFetch.RecordPlace;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A compacted topic as a table: the newest value of each key. A record that cannot be read is logged and skipped.
 * Thread-safe.
 *
 * @param <V> the values
 */
public final class TopicTable<V> implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TopicTable.class);

    private final Map<String, V> values = new ConcurrentHashMap<>();
    private final Map<String, RecordPlace> places = new ConcurrentHashMap<>();
    /** Whole records that were read lately, by key. */
    private final Cache<String, byte[]> recent;

    private final boolean keepsRecent;

    private final String topic;
    private final Parser<V> parser;
    private final BinaryOperator<V> chosen;
    private final Judge judge;
    private final TopicReader reader;

    /** Reads a record's value. */
    private interface Parser<V> {
        V parse(byte[] value) throws IOException;
    }

    /** Hears of each record, on the reader's thread. */
    @FunctionalInterface
    public interface Judge {
        /**
         * Whether the record's value counts; if not, its key is taken for deleted.
         *
         * @param value null where the record deletes its key
         */
        boolean counts(String key, byte @Nullable [] value, Headers headers);
    }

    private TopicTable(
            Map<String, Object> kafka,
            String client,
            String topic,
            Parser<V> parser,
            BinaryOperator<V> chosen,
            Judge judge,
            Duration delay,
            long recentBytes) {
        this.keepsRecent = recentBytes > 0;
        this.recent = Caffeine.newBuilder()
                .maximumWeight(recentBytes)
                .weigher((String key, byte[] value) -> key.length() + value.length)
                .build();
        this.topic = topic;
        this.parser = parser;
        this.chosen = chosen;
        this.judge = judge;
        this.reader = new TopicReader(kafka, client, topic, TopicReader.Start.BEGINNING, delay, this::take);
    }

    /** A table of a topic's JSON values; {@link TopicReader} explains the parameters. */
    public static <V> TopicTable<V> of(
            Map<String, Object> kafka, String client, String topic, ObjectMapper json, Class<V> type) {
        return of(kafka, client, topic, json, type, Function.identity(), 0);
    }

    /**
     * A table of what is needed of a topic's JSON values.
     *
     * @param recentBytes memory for whole records, see {@link #recent}
     */
    public static <M, V> TopicTable<V> of(
            Map<String, Object> kafka,
            String client,
            String topic,
            ObjectMapper json,
            Class<M> type,
            Function<M, V> value,
            long recentBytes) {
        return new TopicTable<>(
                kafka,
                client,
                topic,
                bytes -> value.apply(json.readValue(bytes, type)),
                (known, later) -> later,
                (key, record, headers) -> true,
                Duration.ZERO,
                recentBytes);
    }

    /**
     * A table in which not always the newest value of a key counts.
     *
     * @param chosen the value that counts, of the one known so far and a later one
     */
    public static <V> TopicTable<V> choosing(
            Map<String, Object> kafka,
            String client,
            String topic,
            ObjectMapper json,
            Class<V> type,
            BinaryOperator<V> chosen) {
        return new TopicTable<>(
                kafka,
                client,
                topic,
                bytes -> json.readValue(bytes, type),
                chosen,
                (key, record, headers) -> true,
                Duration.ZERO,
                0);
    }

    /**
     * A table of bytes, of a topic with news of each job: most values are deleted unread.
     *
     * @param judge says which values count
     * @param delay how long news may gather before they come here together
     */
    public static TopicTable<byte[]> ofBytes(
            Map<String, Object> kafka, String client, String topic, Judge judge, Duration delay) {
        return new TopicTable<>(kafka, client, topic, bytes -> bytes, (known, later) -> later, judge, delay, 0);
    }

    /** Starts reading. */
    public void start() {
        reader.start();
    }

    /** The newest value of a key. */
    public Optional<V> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Where the newest record of a key is, once the reader has seen it. */
    public Optional<RecordPlace> place(String key) {
        return Optional.ofNullable(places.get(key));
    }

    /** The whole value of a key's newest record, if that was read lately. */
    public Optional<byte[]> recent(String key) {
        return Optional.ofNullable(recent.getIfPresent(key));
    }

    /** The newest value of every key; follows the topic. */
    public Collection<V> values() {
        return Collections.unmodifiableCollection(values.values());
    }

    /** Waits until everything that is in the topic now is in the table; whether that was so in time. */
    public boolean awaitCurrent(Duration timeout) {
        return reader.awaitCurrent(timeout);
    }

    /** Begins {@link #awaitCurrent}, without waiting: callers can do other things meanwhile. */
    public Settling settle() {
        return reader.settle();
    }

    /** Waits until a record that was published is in the table; whether that was so in time. */
    public boolean awaitHandled(RecordPlace place, Duration timeout) {
        return reader.awaitHandled(place, timeout);
    }

    /** Whether the topic has been read to the end that it had at start-up. */
    public boolean caughtUp() {
        return reader.caughtUp();
    }

    /** Why nothing can be read from Kafka; empty while it answers. */
    public Optional<String> failure() {
        return reader.failure();
    }

    @Override
    public void close() {
        reader.close();
    }

    private void take(String key, ConsumerRecord<String, byte[]> received) {
        byte[] value = received.value();
        boolean counts = judge.counts(key, value, received.headers());
        if (value == null || !counts) {
            values.remove(key);
            places.remove(key);
            recent.invalidate(key);
            return;
        }
        try {
            V parsed = parser.parse(value);
            if (keepsRecent) {
                recent.put(key, value);
            }
            values.merge(key, parsed, chosen);
            places.put(key, new RecordPlace(topic, received.partition(), received.offset()));
        } catch (IOException e) {
            LOG.warnf("Skipping a record of %s with key %s, which cannot be read: %s", topic, key, e.getMessage());
        }
    }
}
