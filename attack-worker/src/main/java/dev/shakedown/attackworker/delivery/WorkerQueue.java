package dev.shakedown.attackworker.delivery;

import dev.shakedown.contract.RequestQueue;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;

/** The queue that this worker takes jobs from, returns them to, and announces its networks for. */
@Singleton
public class WorkerQueue {

    private static final String KEY = "shakedown.delivery.queue";

    private final RequestQueue queue;

    /**
     * As configured.
     *
     * @throws IllegalArgumentException if no queue can have that name; names key, value and what is right
     */
    WorkerQueue(DeliveryConfig config) {
        this.queue = config.queue().map(WorkerQueue::named).orElse(RequestQueue.DEFAULT);
    }

    private static RequestQueue named(String name) {
        if (!RequestQueue.isName(name)) {
            throw new IllegalArgumentException(KEY + ": " + name + ": must be " + RequestQueue.EXPECTED);
        }
        return new RequestQueue(name);
    }

    public RequestQueue queue() {
        return queue;
    }

    /** The consumer group in which its lanes are read. */
    public String group() {
        return queue.workerGroup();
    }

    List<String> topics() {
        return Arrays.stream(Lane.values()).map(this::topic).toList();
    }

    String topic(Lane lane) {
        return lane.topic(queue);
    }

    Lane lane(String topic) {
        return Arrays.stream(Lane.values())
                .filter(lane -> topic(lane).equals(topic))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("topic: " + topic + ": must be one of " + topics()));
    }
}
