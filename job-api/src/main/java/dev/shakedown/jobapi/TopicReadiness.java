package dev.shakedown.jobapi;

import dev.shakedown.service.messaging.ServiceNeeds;
import dev.shakedown.service.messaging.TopicCheck;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the topics are as this service needs them; names each that is not, with the setting to change. */
@Readiness
@Startup
@ApplicationScoped
class TopicReadiness implements HealthCheck {

    private final TopicCheck check;

    TopicReadiness(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.check = new TopicCheck(kafka, "shakedown-job-api", ServiceNeeds.ofJobApi());
    }

    @PostConstruct
    void start() {
        check.start();
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
