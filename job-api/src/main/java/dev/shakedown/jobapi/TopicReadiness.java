package dev.shakedown.jobapi;

import dev.shakedown.contract.Topics;
import dev.shakedown.service.messaging.TopicCheck;
import dev.shakedown.service.messaging.TopicNeed;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
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
        this.check = new TopicCheck(
                kafka,
                "shakedown-job-api",
                List.of(
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
                        TopicNeed.read(Topics.PROGRESS)));
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
