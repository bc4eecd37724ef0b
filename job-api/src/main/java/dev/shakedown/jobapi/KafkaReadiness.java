package dev.shakedown.jobapi;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.shakedown.jobapi.lifecycle.CampaignRecords;
import dev.shakedown.jobapi.network.NetworkCatalogue;
import dev.shakedown.jobapi.submission.KnownCampaigns;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while Kafka answers, once this instance knows every campaign, what was done to it, and every network that Kafka
 * knew when it started. Quarkus's own check of Kafka can take a minute to notice that a broker hangs.
 */
@Readiness
class KafkaReadiness implements HealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration GOOD_FOR = Duration.ofSeconds(1);

    private final KnownCampaigns campaigns;
    private final NetworkCatalogue networks;
    /** Probes need no token: Kafka is asked once a second, not by every probe. */
    private final LoadingCache<Duration, Boolean> answers;

    KafkaReadiness(KnownCampaigns campaigns, CampaignRecords records, NetworkCatalogue networks) {
        this.campaigns = campaigns;
        this.networks = networks;
        this.answers = Caffeine.newBuilder()
                .expireAfterWrite(GOOD_FOR)
                .build(patience -> campaigns.awaitCurrent(patience) && records.awaitCurrent(patience));
    }

    @Override
    public HealthCheckResponse call() {
        boolean kafka = answers.get(PATIENCE);
        HealthCheckResponseBuilder response = HealthCheckResponse.named(
                        "Kafka answers, and campaigns and networks have been read")
                .withData("kafka", kafka)
                .withData("campaigns", campaigns.caughtUp())
                .withData("networks", networks.caughtUp())
                .status(kafka && campaigns.caughtUp() && networks.caughtUp());
        campaigns.failure().or(networks::failure).ifPresent(reason -> response.withData("reason", reason));
        return response.build();
    }
}
