package dev.shakedown.resultstore.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.http.JobStates;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.job.ResultRepository;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Whether jobs have ended, for many at once: asked by whoever publishes them. */
@Path("/api/v1/jobs/states")
@Tag(name = "jobs", description = "Jobs and their artifacts")
@RolesAllowed(Role.SUBMIT)
public class JobStateResource {

    private static final int MOST_JOBS = 5_000;
    private static final int LARGEST_BODY = 1024 * 1024;

    private final Database database;
    private final ResultRepository results;
    private final ObjectMapper json;

    @Inject
    JobStateResource(Database database, ResultRepository results, ObjectMapper json) {
        this.database = database;
        this.results = results;
        this.json = json;
    }

    /**
     * What is asked.
     *
     * @param jobs ids, at most 5000
     */
    public record Question(Set<String> jobs) {

        public Question {
            jobs = Set.copyOf(jobs);
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Which of these jobs have ended, and how")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = JobStates.class)))
    public Response states(
            @RequestBody(content = @Content(schema = @Schema(implementation = Question.class))) InputStream body)
            throws IOException {
        byte[] bytes = body.readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            return ProblemMapper.response(
                    ProblemType.TOO_LARGE, "The body may have at most " + LARGEST_BODY + " bytes");
        }
        return check(new String(bytes, StandardCharsets.UTF_8))
                .answer(question -> Response.ok(
                                new JobStates(database.query(connection -> results.ends(connection, question.jobs()))))
                        .build());
    }

    private Checked<Question> check(String body) {
        JsonNode jobs;
        try {
            jobs = json.readTree(body).path("jobs");
        } catch (JsonProcessingException e) {
            return new Checked.Invalid<>(
                    ProblemType.invalidParameter("body", body, "JSON such as {\"jobs\": [\"id\"]}"));
        }
        if (!jobs.isArray() || jobs.size() > MOST_JOBS) {
            String given = jobs.isArray() ? jobs.size() + " ids" : jobs.toString();
            return new Checked.Invalid<>(
                    ProblemType.invalidParameter("jobs", given, "an array of at most %d ids".formatted(MOST_JOBS)));
        }
        Set<String> ids = new LinkedHashSet<>();
        for (int i = 0; i < jobs.size(); i++) {
            if (!jobs.get(i).isTextual()) {
                return new Checked.Invalid<>(ProblemType.invalidParameter(
                        "jobs[%d]".formatted(i), jobs.get(i).toString(), "the id of a job, as text"));
            }
            ids.add(jobs.get(i).textValue());
        }
        return new Checked.Valid<>(new Question(ids));
    }
}
