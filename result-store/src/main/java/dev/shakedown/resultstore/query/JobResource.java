package dev.shakedown.resultstore.query;

import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.resultstore.blob.BlobDownload;
import dev.shakedown.resultstore.blob.BlobRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.job.JobRepository;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Jobs and their artifacts. */
@Path("/api/v1/jobs/{id}")
@Tag(name = "jobs", description = "Jobs and their artifacts")
@RolesAllowed(Role.READ)
public class JobResource {

    private final Database database;
    private final JobRepository jobs;
    private final BlobRepository blobs;
    private final BlobDownload download;
    private final StoredMessages messages;

    JobResource(
            Database database,
            JobRepository jobs,
            BlobRepository blobs,
            BlobDownload download,
            StoredMessages messages) {
        this.database = database;
        this.jobs = jobs;
        this.blobs = blobs;
        this.download = download;
        this.messages = messages;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "A job: its request and its result")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = JobRecord.class)))
    public Response job(@PathParam("id") String id) {
        return database.query(connection -> jobs.find(connection, id))
                .map(stored -> Response.ok(messages.job(stored)).build())
                .orElseGet(() -> ProblemMapper.response(ProblemType.notFound("job", id)));
    }

    @GET
    @Path("artifacts/{kind}")
    @Produces(MediaType.WILDCARD)
    @Operation(summary = "An artifact's bytes")
    @APIResponse(
            responseCode = "200",
            description = "All of them",
            content =
                    @Content(
                            mediaType = MediaType.WILDCARD,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "206",
            description = "The part that Range names",
            content =
                    @Content(
                            mediaType = MediaType.WILDCARD,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "304", description = "The client has them")
    @APIResponse(responseCode = "416", description = "There are no such bytes")
    public Response artifact(
            @PathParam("id") String id,
            @Parameter(
                            schema =
                                    @Schema(
                                            enumeration = {
                                                "perturbation",
                                                "blurred",
                                                "kernel",
                                                "blurred-picture",
                                                "perturbed-picture",
                                                "clean-output-picture",
                                                "target-picture",
                                                "attacked-output-picture"
                                            }))
                    @PathParam("kind")
                    String kind,
            @Context Request request,
            @Context HttpHeaders headers) {
        return checkKind(kind)
                .answer(known -> database.query(connection -> blobs.describeArtifact(connection, id, known.wireName()))
                        .map(blob -> download.answer(blob, request, headers))
                        .orElseGet(() ->
                                ProblemMapper.response(ProblemType.notFound("artifact " + kind + " of job", id))));
    }

    private static Checked<ArtifactKind> checkKind(String text) {
        return Arrays.stream(ArtifactKind.values())
                .filter(kind -> kind.wireName().equals(text))
                .findFirst()
                .<Checked<ArtifactKind>>map(Checked.Valid::new)
                .orElseGet(
                        () -> new Checked.Invalid<>(ProblemType.invalidParameter("kind", text, "one of " + kinds())));
    }

    private static String kinds() {
        return Arrays.stream(ArtifactKind.values()).map(ArtifactKind::wireName).collect(Collectors.joining(", "));
    }
}
