package dev.shakedown.resultstore.ingest;

import dev.shakedown.contract.Topics;
import dev.shakedown.service.messaging.TopicCheck;
import dev.shakedown.service.messaging.TopicNeed;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the topics are as this service needs them; names each that is not, with the setting to change. */
@Readiness
@Startup
@ApplicationScoped
public class SubscribedTopicsHealth implements HealthCheck {

    private final TopicCheck check;
    private final IngestConfig config;

    SubscribedTopicsHealth(@Identifier("default-kafka-broker") Map<String, Object> kafka, IngestConfig config) {
        this.config = config;
        this.check = new TopicCheck(
                kafka,
                config.groupId(),
                Stream.concat(Subscriptions.SINGLE.stream(), Stream.of(Topics.REQUESTS, Topics.URGENT_REQUESTS))
                        .map(TopicNeed::read)
                        .toList());
    }

    @PostConstruct
    void start() {
        if (config.enabled()) {
            check.start();
        }
    }

    @PreDestroy
    void stop() {
        check.close();
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, String> problems = check.problems();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("topics").status(problems.isEmpty());
        problems.forEach(answer::withData);
        return answer.build();
    }
}
