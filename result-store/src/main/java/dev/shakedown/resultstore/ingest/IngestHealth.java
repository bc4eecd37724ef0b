package dev.shakedown.resultstore.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the broker answers, the consumer has its partitions and no batch waits for PostgreSQL. */
@Readiness
@ApplicationScoped
public class IngestHealth implements HealthCheck {

    private final IngestState state;

    IngestHealth(IngestState state) {
        this.state = state;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("ingest")
                .status(state.isConnected()
                        && state.isAssigned()
                        && state.outage().isEmpty())
                .withData("connected", state.isConnected())
                .withData("assigned", state.isAssigned());
        state.outage()
                .ifPresent(outage ->
                        answer.withData("waitsSince", outage.since().toString()).withData("waitsFor", outage.reason()));
        state.refusal().ifPresent(reason -> answer.withData("kafka", reason));
        return answer.build();
    }
}
