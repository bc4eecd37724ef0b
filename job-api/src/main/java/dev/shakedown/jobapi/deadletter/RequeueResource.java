package dev.shakedown.jobapi.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.http.Requeued;
import dev.shakedown.service.access.RateLimited;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.body.ReceivesBody;
import dev.shakedown.service.problem.Checked;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

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
    @APIResponseSchema(
            value = Requeued.class,
            responseCode = "200",
            responseDescription = "How many are with the workers again, and why others are not")
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

    /** Which jobs to ask for again; exactly one of these is given. */
    public record RequeueRequest(
            @Nullable List<String> jobs,
            @Nullable String campaign,
            @Nullable Boolean all) {

        /** How many jobs one order may name. */
        static final int MOST_JOBS = 1000;

        private static final String EXPECTED =
                "one of {\"jobs\": [1 to %d ids]}, {\"campaign\": id} and {\"all\": true}".formatted(MOST_JOBS);

        /** Reads a body; the problem names what is wrong in it. */
        static Checked<RequeueRequest> read(byte[] body, ObjectMapper json) {
            JsonNode root;
            try {
                root = json.readTree(body);
            } catch (IOException e) {
                return Checked.invalid("body", new String(body, StandardCharsets.UTF_8), "JSON, " + EXPECTED);
            }
            JsonNode jobs = root.path("jobs");
            JsonNode campaign = root.path("campaign");
            JsonNode all = root.path("all");
            int given = (isGiven(jobs) ? 1 : 0) + (isGiven(campaign) ? 1 : 0) + (all.asBoolean(false) ? 1 : 0);
            if (isGiven(all) && !all.isBoolean()) {
                return Checked.invalid("all", all.toString(), "true");
            }
            if (given != 1) {
                return Checked.invalid("body", root.isMissingNode() ? null : root.toString(), EXPECTED);
            }
            if (isGiven(campaign)) {
                return campaign.isTextual()
                        ? new Checked.Valid<>(new RequeueRequest(null, campaign.textValue(), null))
                        : Checked.invalid("campaign", campaign.toString(), "the id of a campaign, as text");
            }
            return isGiven(jobs) ? ofJobs(jobs) : new Checked.Valid<>(new RequeueRequest(null, null, true));
        }

        private static Checked<RequeueRequest> ofJobs(JsonNode jobs) {
            if (!jobs.isArray() || jobs.isEmpty() || jobs.size() > MOST_JOBS) {
                String value = jobs.isArray() ? jobs.size() + " ids" : jobs.toString();
                return Checked.invalid("jobs", value, "an array of 1 to %d ids".formatted(MOST_JOBS));
            }
            List<String> ids = new ArrayList<>();
            for (JsonNode job : jobs) {
                if (!job.isTextual()) {
                    return Checked.invalid(
                            "jobs[%d]".formatted(ids.size()), job.toString(), "the id of a job, as text");
                }
                ids.add(job.textValue());
            }
            return new Checked.Valid<>(new RequeueRequest(ids, null, null));
        }

        private static boolean isGiven(JsonNode field) {
            return !field.isMissingNode() && !field.isNull();
        }
    }
}
