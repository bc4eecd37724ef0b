package dev.shakedown.resultstore.query;

import dev.shakedown.contract.http.JobStates;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.job.ResultRepository;
import dev.shakedown.resultstore.parameter.TextArray;
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
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Whether jobs have ended, for many at once: asked by the publisher of jobs. */
@Path("/api/v1/jobs/states")
@Tag(name = "jobs", description = "Jobs and their artifacts")
@RolesAllowed(Role.SUBMIT)
public class JobStateResource {

    private final Database database;
    private final ResultRepository results;
    private final TextArray ids;

    JobStateResource(Database database, ResultRepository results, TextArray ids) {
        this.database = database;
        this.results = results;
        this.ids = ids;
    }

    /**
     * The request.
     *
     * @param jobs ids, at most 5000
     */
    public record Question(Set<String> jobs) {

        public Question {
            jobs = Set.copyOf(jobs);
        }
    }

    @POST
    @ReceivesBody(limit = ReceivesBody.JSON)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Which of these jobs have ended, and how")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = JobStates.class)))
    public Response states(
            @RequestBody(content = @Content(schema = @Schema(implementation = Question.class))) InputStream body)
            throws IOException {
        return ids.read(body, "jobs", id -> true, "the id of a job, as text")
                .answer(jobs -> Response.ok(new JobStates(database.query(connection -> results.ends(connection, jobs))))
                        .build());
    }
}
