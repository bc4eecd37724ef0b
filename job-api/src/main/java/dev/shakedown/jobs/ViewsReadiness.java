package dev.shakedown.jobs;

import dev.shakedown.jobs.network.NetworkCatalogue;
import dev.shakedown.jobs.submission.KnownCampaigns;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once this instance knows every campaign and every network that Kafka knew when it started. */
@Readiness
class ViewsReadiness implements HealthCheck {

    private final KnownCampaigns campaigns;
    private final NetworkCatalogue networks;

    ViewsReadiness(KnownCampaigns campaigns, NetworkCatalogue networks) {
        this.campaigns = campaigns;
        this.networks = networks;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("Campaigns and networks have been read from Kafka")
                .withData("campaigns", campaigns.caughtUp())
                .withData("networks", networks.caughtUp())
                .status(campaigns.caughtUp() && networks.caughtUp())
                .build();
    }
}
