package dev.shakedown.jobapi.deadletter;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.http.Requeued;
import dev.shakedown.service.access.RateLimited;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.body.ReceivesBody;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Requeues dead letters; the result-store lists them. */
@Path("/api/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "dead letters", description = "Jobs that were given up")
@RateLimited
@RolesAllowed(Role.ADMIN)
class RequeueResource {

    private final DeadLetterRequeue requeue;
    private final ObjectMapper json;

    RequeueResource(DeadLetterRequeue requeue, ObjectMapper json) {
        this.requeue = requeue;
        this.json = json;
    }

    @POST
    @Path("/requeue")
    @ReceivesBody(limit = ReceivesBody.JSON)
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
    public Response requeue(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = RequeueRequest.class)))
                    InputStream body)
            throws IOException {
        return RequeueRequest.read(body.readAllBytes(), json)
                .flatMap(requeue::requeue)
                .answer(requeued -> Response.ok(requeued).build());
    }
}
