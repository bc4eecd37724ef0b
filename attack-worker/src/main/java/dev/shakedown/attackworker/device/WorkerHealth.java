package dev.shakedown.attackworker.device;

import dev.shakedown.attackworker.completion.JobCompletion;
import dev.shakedown.attackworker.delivery.RequestFeed;
import dev.shakedown.attackworker.delivery.StorageBacklog;
import dev.shakedown.attackworker.delivery.WorkerQueue;
import dev.shakedown.attackworker.preparation.PreparationRoom;
import dev.shakedown.service.messaging.ServiceNeeds;
import dev.shakedown.service.messaging.TopicCheck;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Alive while its threads are; ready while Kafka gives it a share of the jobs. */
@ApplicationScoped
class WorkerHealth {

    private final AttackLoop loop;
    private final PreparationRoom preparation;
    private final JobCompletion completion;
    private final RequestFeed feed;
    private final StorageBacklog backlog;
    private final TopicCheck topics;

    WorkerHealth(
            AttackLoop loop,
            PreparationRoom preparation,
            JobCompletion completion,
            RequestFeed feed,
            StorageBacklog backlog,
            WorkerQueue queue,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.loop = loop;
        this.preparation = preparation;
        this.completion = completion;
        this.feed = feed;
        this.backlog = backlog;
        this.topics = new TopicCheck(kafka, queue.group(), ServiceNeeds.ofAttackWorker(queue.queue()));
    }

    /** Starts checking that the topics are as this worker needs them. */
    void start() {
        topics.start();
    }

    @PreDestroy
    void stop() {
        topics.close();
    }

    @Produces
    @Liveness
    HealthCheck threads() {
        return () -> HealthCheckResponse.named("attack loop and request feed")
                .status(feed.isAlive() && preparation.isAlive() && loop.isAlive() && completion.isWorking())
                .build();
    }

    @Produces
    @Readiness
    HealthCheck share() {
        return () -> {
            HealthCheckResponseBuilder answer = HealthCheckResponse.named("requests")
                    .status(feed.isAssigned())
                    .withData("assigned", feed.isAssigned())
                    .withData("unstoredResults", backlog.waiting())
                    .withData("waitsForResultStore", backlog.isFull());
            String refusal = feed.refusal();
            return refusal == null
                    ? answer.build()
                    : answer.withData("kafka", refusal).build();
        };
    }

    /** Names each topic that is not as this worker needs it, with the setting to change. */
    @Produces
    @Readiness
    HealthCheck settings() {
        return () -> {
            Map<String, String> problems = topics.problems();
            HealthCheckResponseBuilder answer =
                    HealthCheckResponse.named("topics").status(problems.isEmpty());
            problems.forEach(answer::withData);
            return answer.build();
        };
    }
}
