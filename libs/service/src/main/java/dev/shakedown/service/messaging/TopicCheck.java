package dev.shakedown.service.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Compares the topics on the brokers with what a service needs, at its start and regularly after it: they exist, the
 * service has the rights, and they take its largest record. Logs each difference with the setting to change.
 * Thread-safe.
 */
public final class TopicCheck implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TopicCheck.class);
    private static final Duration WHILE_WRONG = Duration.ofSeconds(10);
    private static final Duration WHILE_RIGHT = Duration.ofMinutes(2);

    private final Map<String, Object> configuration;
    private final List<TopicNeed> needs;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "topic-check");
    private volatile Map<String, String> problems = Map.of();

    /**
     * Prepares a check.
     *
     * @param needs a topic may have several
     */
    public TopicCheck(Map<String, Object> kafka, String client, List<TopicNeed> needs) {
        this.configuration = new HashMap<>(kafka);
        configuration.put(AdminClientConfig.CLIENT_ID_CONFIG, client + "-topic-check");
        this.needs = List.copyOf(needs);
        thread.setDaemon(true);
    }

    /** Starts checking. */
    public void start() {
        thread.start();
    }

    /**
     * What is wrong, by topic: the reason and the setting to change. Empty when all is right, and before the brokers
     * have answered.
     */
    public Map<String, String> problems() {
        return problems;
    }

    @Override
    public void close() {
        closing.countDown();
    }

    private void run() {
        try {
            do {
                look();
            } while (!closing.await((problems.isEmpty() ? WHILE_RIGHT : WHILE_WRONG).toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A client for each look: between two looks there is no connection to keep. */
    private void look() throws InterruptedException {
        boolean answered = false;
        while (!answered) {
            try (Admin admin = Admin.create(configuration)) {
                report(TopicComparison.problems(admin, needs));
                answered = true;
            } catch (TimeoutException | KafkaException e) {
                LOG.debugf("The topics' settings are unknown for now: %s", e.getMessage());
                if (closing.await(WHILE_WRONG.toSeconds(), TimeUnit.SECONDS)) {
                    return;
                }
            }
        }
    }

    private void report(Map<String, String> found) {
        Map<String, String> before = problems;
        problems = found;
        found.forEach((topic, problem) -> {
            if (!problem.equals(before.get(topic))) {
                LOG.errorf("Kafka topic %s: %s", topic, problem);
            }
        });
        before.keySet().stream()
                .filter(topic -> !found.containsKey(topic))
                .forEach(topic -> LOG.infof("Kafka topic %s: is right now", topic));
    }
}
