package dev.shakedown.attackworker.delivery;

import dev.shakedown.contract.Topics;
import dev.shakedown.service.messaging.TopicCheck;
import dev.shakedown.service.messaging.TopicNeed;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks that the topics are as this worker needs them. Thread-safe. */
@ApplicationScoped
public class NeededTopics {

    private final TopicCheck check;

    NeededTopics(@Identifier("default-kafka-broker") Map<String, Object> kafka, WorkerQueue queue) {
        List<TopicNeed> needs = new ArrayList<>(List.of(
                TopicNeed.writeLarge(Topics.RESULTS),
                TopicNeed.writeLarge(Topics.ARTIFACTS),
                TopicNeed.writeLarge(Topics.DEAD_LETTERS),
                TopicNeed.write(Topics.ATTEMPTS),
                TopicNeed.read(Topics.ATTEMPTS),
                TopicNeed.read(Topics.CONTROL),
                TopicNeed.write(Topics.NETWORKS),
                TopicNeed.write(Topics.PROGRESS)));
        for (Lane lane : Lane.values()) {
            needs.add(TopicNeed.read(queue.topic(lane)));
            needs.add(TopicNeed.writeLarge(queue.topic(lane.resumed())));
        }
        this.check = new TopicCheck(kafka, queue.group(), needs);
    }

    /** Starts checking. */
    public void start() {
        check.start();
    }

    @PreDestroy
    void stop() {
        check.close();
    }

    /** What is wrong, by topic: the reason and the setting to change. Empty before the brokers have answered. */
    public Map<String, String> problems() {
        return check.problems();
    }
}
