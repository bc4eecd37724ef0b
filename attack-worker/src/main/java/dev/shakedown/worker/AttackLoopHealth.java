package dev.shakedown.worker;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** The worker is alive while its attack loop is. */
@Liveness
@ApplicationScoped
class AttackLoopHealth implements HealthCheck {

    private final AttackLoop loop;

    AttackLoopHealth(AttackLoop loop) {
        this.loop = loop;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("attack loop").status(loop.isAlive()).build();
    }
}
