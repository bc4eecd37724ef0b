package dev.shakedown.jobapi.deadletter;

import dev.shakedown.contract.http.Requeued;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Requeues dead letters; the result-store lists them. */
@Path("/api/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "dead letters", description = "Jobs that were given up")
@RolesAllowed(Role.ADMIN)
class RequeueResource {

    private final DeadLetterRequeue requeue;

    RequeueResource(DeadLetterRequeue requeue) {
        this.requeue = requeue;
    }

    @POST
    @Path("/requeue")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "requeue",
            summary = "Requeue dead letters",
            description =
                    "Give jobs, campaign or all. Each job becomes its next retry, in its campaign's present round.")
    @APIResponse(
            responseCode = "200",
            description = "How many are with the workers again, and why others are not",
            content = @Content(schema = @Schema(implementation = Requeued.class)))
    @APIResponse(responseCode = "400", description = "Not one of jobs, campaign and all")
    @APIResponse(
            responseCode = "503",
            description = "Kafka or the result-store does not answer; asking again does no harm")
    public Response requeue(@Nullable RequeueRequest order) {
        if (order == null || !order.makesSense()) {
            return ProblemMapper.response(ProblemType.invalidParameter(
                    "body",
                    order == null ? null : order.toString(),
                    "one of {\"jobs\": [1 to %d ids]}, {\"campaign\": id} and {\"all\": true}"
                            .formatted(RequeueRequest.MOST_JOBS)));
        }
        return requeue.requeue(order).answer(requeued -> Response.ok(requeued).build());
    }
}
