package dev.shakedown.resultstore.query;

import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.http.JobStates;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.resultstore.blob.BlobDownload;
import dev.shakedown.resultstore.blob.BlobRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.job.JobRepository;
import dev.shakedown.resultstore.job.JobRepository.JobRow;
import dev.shakedown.resultstore.job.ResultRepository;
import dev.shakedown.resultstore.parameter.TextArray;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.body.ReceivesBody;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Jobs and their artifacts. */
@Path("/api/v1/jobs")
@Tag(name = "jobs", description = "Jobs and their artifacts")
@RolesAllowed(Role.READ)
public class JobResource {

    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{4,64}");
    private static final int MOST = 10;

    private final Database database;
    private final JobRepository jobs;
    private final ResultRepository results;
    private final TextArray ids;
    private final BlobRepository blobs;
    private final BlobDownload download;
    private final StoredMessages messages;

    JobResource(
            Database database,
            JobRepository jobs,
            ResultRepository results,
            TextArray ids,
            BlobRepository blobs,
            BlobDownload download,
            StoredMessages messages) {
        this.database = database;
        this.jobs = jobs;
        this.results = results;
        this.ids = ids;
        this.blobs = blobs;
        this.download = download;
        this.messages = messages;
    }

    @GET
    @Path("{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "A job: its request and its result")
    @APIResponseSchema(value = JobRecord.class, responseCode = "200", responseDescription = "Found")
    public Response job(@PathParam("id") String id) {
        Optional<JobRow> stored = database.query(connection -> jobs.find(connection, id));
        return ProblemMapper.found(stored.map(messages::job), "job", id);
    }

    @GET
    @Path("{id}/artifacts/{kind}")
    @Produces(MediaType.WILDCARD)
    @Operation(summary = "An artifact's bytes")
    @APIResponse(responseCode = "200", description = "All of them")
    @APIResponse(responseCode = "206", description = "The part that Range names")
    @APIResponse(responseCode = "304", description = "The client has them")
    @APIResponse(responseCode = "416", description = "There are no such bytes")
    public Response artifact(
            @PathParam("id") String id,
            @Parameter(schema = @Schema(implementation = ArtifactKind.class)) @PathParam("kind") String kind,
            @Context Request request,
            @Context HttpHeaders headers) {
        return checkKind(kind)
                .answer(known -> database.query(connection -> blobs.describeArtifact(connection, id, known.wireName()))
                        .map(blob -> download.answer(blob, request, headers))
                        .orElseGet(() ->
                                ProblemMapper.response(ProblemType.notFound("artifact " + kind + " of job", id))));
    }

    private static Checked<ArtifactKind> checkKind(String text) {
        Optional<ArtifactKind> known = Arrays.stream(ArtifactKind.values())
                .filter(kind -> kind.wireName().equals(text))
                .findFirst();
        return Checked.of(known, "kind", text, "one of " + kinds());
    }

    private static String kinds() {
        return Arrays.stream(ArtifactKind.values()).map(ArtifactKind::wireName).collect(Collectors.joining(", "));
    }

    /**
     * Some jobs.
     *
     * @param jobs their ids, sorted, at most ten
     */
    public record JobIds(List<String> jobs) {

        public JobIds {
            jobs = List.copyOf(jobs);
        }
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ids of jobs that begin with these digits, sorted; at most ten")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = JobIds.class)))
    public Response jobs(
            @Parameter(
                            description = "The beginning of a job's id",
                            required = true,
                            schema = @Schema(pattern = "^[0-9a-f]{4,64}$"))
                    @QueryParam("id")
                    @Nullable
                    String id) {
        String given = String.valueOf(id);
        Optional<String> read = Optional.of(given).filter(DIGITS.asMatchPredicate());
        return Checked.of(read, "id", given, "4 to 64 digits of lower-case hexadecimal")
                .answer(digits -> Response.ok(
                                new JobIds(database.query(connection -> jobs.idsThatBegin(connection, digits, MOST))))
                        .build());
    }

    /**
     * The request.
     *
     * @param jobs ids, at most 5000
     */
    @Schema(requiredProperties = "jobs")
    public record Question(List<String> jobs) {

        public Question {
            jobs = List.copyOf(jobs);
        }
    }

    /** For many at once: asked by the publisher of jobs. */
    @POST
    @Path("states")
    @RolesAllowed(Role.SUBMIT)
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
