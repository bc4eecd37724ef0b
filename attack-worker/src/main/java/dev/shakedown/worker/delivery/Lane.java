package dev.shakedown.worker.delivery;

import dev.shakedown.contract.Topics;
import java.util.Arrays;
import java.util.List;

/** Where jobs come from, the one to be emptied first at the front. */
public enum Lane {
    /** Jobs of urgent campaigns, begun or not. */
    URGENT(Topics.URGENT_REQUESTS),
    /** Jobs that have begun. */
    RESUMED(Topics.RESUMED_REQUESTS),
    /** All others. */
    NORMAL(Topics.REQUESTS);

    private final String topic;

    Lane(String topic) {
        this.topic = topic;
    }

    public String topic() {
        return topic;
    }

    /** Where a job goes on after its leg. */
    public Lane resumed() {
        return this == URGENT ? URGENT : RESUMED;
    }

    static Lane of(String topic) {
        return Arrays.stream(values())
                .filter(lane -> lane.topic.equals(topic))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("topic: " + topic + ": must be a lane"));
    }

    static List<String> topics() {
        return Arrays.stream(values()).map(Lane::topic).toList();
    }
}
