package dev.shakedown.jobapi.watch;

import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.contract.http.Problem;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.submission.KnownCampaigns;
import dev.shakedown.jobapi.submission.KnownCampaigns.Lookup;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemMapper.ProblemException;
import dev.shakedown.service.problem.ProblemType;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where campaigns are watched. */
@Path("/api/v1/campaigns/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "campaigns")
@RolesAllowed(Role.READ)
class CampaignStatusResource {

    private static final Duration BETWEEN_EVENTS = Duration.ofSeconds(1);

    private final KnownCampaigns campaigns;
    private final CampaignStatuses statuses;
    private final WatchConfig config;

    CampaignStatusResource(KnownCampaigns campaigns, CampaignStatuses statuses, WatchConfig config) {
        this.campaigns = campaigns;
        this.statuses = statuses;
        this.config = config;
    }

    @GET
    @Operation(
            operationId = "status",
            summary = "Say how a campaign is going",
            description = "Counts are the result-store's: a job counts once it and all its artifacts are stored. "
                    + "Progress of running jobs is live.")
    @APIResponseSchema(value = CampaignStatus.class, responseCode = "200", responseDescription = "How it is going")
    @APIResponse(responseCode = "404", description = "No such campaign")
    @APIResponse(responseCode = "503", description = "Kafka or the result-store does not answer")
    public Response status(@PathParam("id") String id) {
        Lookup lookup = campaigns.find(id);
        if (!(lookup instanceof Lookup.Known known)) {
            return ProblemMapper.response(missing(lookup, id));
        }
        StoreAnswer<CampaignStatus> answer = statuses.of(known.campaign());
        return answer instanceof StoreAnswer.Found<CampaignStatus> found
                ? Response.ok(found.value()).build()
                : ProblemMapper.response(unavailable(answer));
    }

    @GET
    @Path("/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(
            operationId = "events",
            summary = "Follow a campaign",
            description =
                    "Server-sent events named status, each with a CampaignStatus, whenever it has changed and at most "
                            + "every second; comments in between say that the stream is alive. It ends after FINISHED or "
                            + "CANCELLED, not when the campaign is paused.")
    @APIResponse(
            responseCode = "200",
            description = "The stream",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = CampaignStatus.class)))
    @APIResponse(responseCode = "404", description = "No such campaign")
    public Multi<OutboundSseEvent> events(@PathParam("id") String id, @Context Sse sse) {
        Lookup lookup = campaigns.find(id);
        if (!(lookup instanceof Lookup.Known known)) {
            throw new ProblemException(missing(lookup, id));
        }
        StatusEvents events = new StatusEvents(campaigns, statuses, sse, config.heartbeat(), known.campaign());
        return Multi.createBy()
                .repeating()
                .uni(() -> Uni.createFrom().item(events::next).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                .withDelay(BETWEEN_EVENTS)
                .whilst(step -> !step.last())
                .flatMap(step -> Multi.createFrom().items(Stream.ofNullable(step.event())));
    }

    private static Problem missing(Lookup lookup, String id) {
        return lookup instanceof Lookup.Undecided
                ? ProblemType.UNAVAILABLE.problem("Kafka does not answer")
                : ProblemType.NOT_FOUND.problem("There is no campaign %s".formatted(id));
    }

    private static Problem unavailable(StoreAnswer<?> answer) {
        return ProblemType.UNAVAILABLE.problem(answer.reason());
    }
}
