package dev.shakedown.service.messaging;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import java.util.List;

/** What each service needs of Kafka's topics. Their readiness and {@code ./shakedown preflight} compare these. */
public final class ServiceNeeds {

    private ServiceNeeds() {}

    /** Of job-api, with the lanes of the default queue. */
    public static List<TopicNeed> ofJobApi() {
        return List.of(
                TopicNeed.writeLarge(Topics.CAMPAIGNS),
                TopicNeed.read(Topics.CAMPAIGNS),
                TopicNeed.write(Topics.SUBMISSIONS),
                TopicNeed.read(Topics.SUBMISSIONS),
                TopicNeed.write(Topics.EXPANSIONS),
                TopicNeed.read(Topics.EXPANSIONS),
                TopicNeed.write(Topics.CONTROL),
                TopicNeed.read(Topics.CONTROL),
                TopicNeed.read(Topics.NETWORKS),
                TopicNeed.write(Topics.NETWORKS),
                TopicNeed.write(Topics.REQUESTS),
                TopicNeed.write(Topics.URGENT_REQUESTS),
                TopicNeed.write(Topics.LINKS),
                TopicNeed.write(Topics.RESULTS),
                TopicNeed.read(Topics.PROGRESS));
    }

    /** Of result-store, with the lanes of the default queue that it reads. */
    public static List<TopicNeed> ofResultStore() {
        return List.of(
                TopicNeed.read(Topics.CAMPAIGNS),
                TopicNeed.read(Topics.CONTROL),
                TopicNeed.read(Topics.NETWORKS),
                TopicNeed.read(Topics.LINKS),
                TopicNeed.read(Topics.RESULTS),
                TopicNeed.read(Topics.ARTIFACTS),
                TopicNeed.read(Topics.DEAD_LETTERS),
                TopicNeed.read(Topics.PROGRESS),
                TopicNeed.read(Topics.REQUESTS),
                TopicNeed.read(Topics.URGENT_REQUESTS));
    }

    /** Of a worker of this queue. */
    public static List<TopicNeed> ofAttackWorker(RequestQueue queue) {
        return List.of(
                TopicNeed.writeLarge(Topics.RESULTS),
                TopicNeed.writeLarge(Topics.ARTIFACTS),
                TopicNeed.writeLarge(Topics.DEAD_LETTERS),
                TopicNeed.write(Topics.ATTEMPTS),
                TopicNeed.read(Topics.ATTEMPTS),
                TopicNeed.read(Topics.CONTROL),
                TopicNeed.write(Topics.NETWORKS),
                TopicNeed.write(Topics.PROGRESS),
                TopicNeed.read(queue.requests()),
                TopicNeed.read(queue.resumed()),
                TopicNeed.writeLarge(queue.resumed()),
                TopicNeed.read(queue.urgent()),
                TopicNeed.writeLarge(queue.urgent()));
    }
}
