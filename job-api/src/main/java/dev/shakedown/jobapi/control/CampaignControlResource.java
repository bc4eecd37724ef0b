package dev.shakedown.jobapi.control;

import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.jobapi.lifecycle.CampaignTransitions.Action;
import dev.shakedown.service.access.RateLimited;
import dev.shakedown.service.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where campaigns are paused, resumed, cancelled and retried. */
@Path("/api/v1/campaigns/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "campaigns")
@APIResponse(
        responseCode = "202",
        description = "It is so now",
        content = @Content(schema = @Schema(implementation = CampaignStatus.class)))
@APIResponse(
        responseCode = "200",
        description = "It was so before",
        content = @Content(schema = @Schema(implementation = CampaignStatus.class)))
@APIResponse(responseCode = "404", description = "No such campaign")
@APIResponse(responseCode = "409", description = "Not possible in the campaign's state; the detail says what is")
@APIResponse(responseCode = "503", description = "Kafka or the result-store does not answer; asking again does no harm")
@RateLimited
@RolesAllowed(Role.SUBMIT)
class CampaignControlResource {

    private final CampaignActions steering;

    CampaignControlResource(CampaignActions steering) {
        this.steering = steering;
    }

    @POST
    @Path("/pause")
    @Operation(
            operationId = "pause",
            summary = "Pause a campaign",
            description = "Jobs under way stop after their step and keep their state; no other is begun.")
    public Response pause(@PathParam("id") String id) {
        return act(id, Action.PAUSE);
    }

    @POST
    @Path("/resume")
    @Operation(operationId = "resume", summary = "Go on with a paused campaign")
    public Response resume(@PathParam("id") String id) {
        return act(id, Action.RESUME);
    }

    @POST
    @Path("/cancel")
    @Operation(
            operationId = "cancel",
            summary = "Cancel a campaign",
            description = "Jobs under way stop after their step, for good; no other is begun. Results stay.")
    public Response cancel(@PathParam("id") String id) {
        return act(id, Action.CANCEL);
    }

    @POST
    @Path("/retry")
    @Operation(
            operationId = "retry",
            summary = "Retry jobs that failed or were cancelled",
            description = "A campaign without failed jobs can be retried only after it was cancelled.")
    public Response retry(@PathParam("id") String id) {
        return act(id, Action.RETRY);
    }

    private Response act(String id, Action action) {
        return steering.act(id, action)
                .answer(done ->
                        (done.changed() ? Response.accepted(done.status()) : Response.ok(done.status())).build());
    }
}
