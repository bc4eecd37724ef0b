package dev.shakedown.resultstore.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.messaging.ProgressFeed;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How running jobs get on; nothing of it is stored. */
@Path("/api/v1/running")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "campaigns", description = "Campaigns and their results")
@RolesAllowed(Role.READ)
@Startup
@ApplicationScoped
public class RunningResource {

    private static final Duration STALE_AFTER = Duration.ofMinutes(10);
    private static final int MOST_JOBS = 10_000;

    private final ProgressFeed feed;

    RunningResource(@Identifier("default-kafka-broker") Map<String, Object> kafka, ObjectMapper json) {
        this.feed = new ProgressFeed(kafka, "shakedown-result-store", json, STALE_AFTER, MOST_JOBS);
    }

    @GET
    @Operation(
            summary = "Campaigns with running jobs",
            description = "As workers reported since this instance has started, within ten minutes; by campaign id")
    public List<RunningCampaign> running() {
        Map<String, RunningCampaign> campaigns = new TreeMap<>();
        feed.all()
                .forEach(job -> campaigns.merge(
                        job.campaignId(),
                        new RunningCampaign(job.campaignId(), 1, job.step(), job.steps()),
                        (some, one) -> new RunningCampaign(
                                some.campaignId(),
                                some.jobs() + one.jobs(),
                                some.step() + one.step(),
                                some.steps() + one.steps())));
        return List.copyOf(campaigns.values());
    }

    @PostConstruct
    void start() {
        feed.start();
    }

    @PreDestroy
    void stop() {
        feed.close();
    }

    /**
     * The running jobs of a campaign.
     *
     * @param campaignId the campaign that submitted them first
     * @param step updates that they have done, in all
     * @param steps updates that they will have done at their end, in all
     */
    public record RunningCampaign(String campaignId, long jobs, long step, long steps) {}
}
