package dev.shakedown.jobapi;

import dev.shakedown.jobapi.network.NetworkCatalogue;
import dev.shakedown.jobapi.submission.KnownCampaigns;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while Kafka answers, once this instance knows every campaign and every network that Kafka knew when it started.
 * Quarkus's own check of Kafka can take a minute to notice that a broker hangs.
 */
@Readiness
class KafkaReadiness implements HealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final KnownCampaigns campaigns;
    private final NetworkCatalogue networks;

    KafkaReadiness(KnownCampaigns campaigns, NetworkCatalogue networks) {
        this.campaigns = campaigns;
        this.networks = networks;
    }

    @Override
    public HealthCheckResponse call() {
        boolean answers = campaigns.awaitCurrent(PATIENCE);
        HealthCheckResponseBuilder response = HealthCheckResponse.named(
                        "Kafka answers, and campaigns and networks have been read")
                .withData("kafka", answers)
                .withData("campaigns", campaigns.caughtUp())
                .withData("networks", networks.caughtUp())
                .status(answers && campaigns.caughtUp() && networks.caughtUp());
        campaigns.failure().or(networks::failure).ifPresent(reason -> response.withData("reason", reason));
        return response.build();
    }
}
