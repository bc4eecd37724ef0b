package dev.shakedown.jobapi.lifecycle;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.service.messaging.TopicReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The newest value of each key of a compacted topic. Thread-safe. */
final class LatestRecords<T> implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LatestRecords.class);

    private final Map<String, T> latest = new ConcurrentHashMap<>();
    private final String topic;
    private final Class<T> type;
    private final ObjectMapper json;
    private final TopicReader reader;

    LatestRecords(Map<String, Object> kafka, String topic, Class<T> type, ObjectMapper json) {
        this.topic = topic;
        this.type = type;
        this.json = json;
        this.reader = new TopicReader(
                kafka,
                "shakedown-job-api",
                topic,
                TopicReader.Start.BEGINNING,
                (key, value, headers) -> take(key, value));
    }

    void start() {
        reader.start();
    }

    Optional<T> find(String key) {
        return Optional.ofNullable(latest.get(key));
    }

    boolean awaitCurrent(Duration timeout) {
        return reader.awaitCurrent(timeout);
    }

    @Override
    public void close() {
        reader.close();
    }

    private void take(String key, byte @Nullable [] value) {
        if (value == null) {
            latest.remove(key);
            return;
        }
        try {
            latest.put(key, json.readValue(value, type));
        } catch (IOException e) {
            LOG.warnf("A record of %s under %s cannot be read: %s", topic, key, e.getMessage());
        }
    }
}
