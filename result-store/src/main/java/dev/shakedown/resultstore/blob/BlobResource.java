package dev.shakedown.resultstore.blob;

import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.http.BlobDescription;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.parameter.Digest;
import dev.shakedown.resultstore.parameter.TextArray;
import dev.shakedown.service.access.RateLimited;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.body.ReceivedFile;
import dev.shakedown.service.body.ReceivesBody;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Files by content. */
@Path("/api/v1/blobs")
@Tag(name = "blobs", description = "Files by content")
@RolesAllowed(Role.READ)
public class BlobResource {

    private final Database database;
    private final BlobRepository blobs;
    private final BlobDownload download;
    private final TextArray digests;

    BlobResource(Database database, BlobRepository blobs, BlobDownload download, TextArray digests) {
        this.database = database;
        this.blobs = blobs;
        this.download = download;
        this.digests = digests;
    }

    @PUT
    @Path("{sha256}")
    @RolesAllowed(Role.SUBMIT)
    @RateLimited
    @ReceivesBody(limit = "shakedown.blob.largest", content = "file", onDisk = true)
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Store a file under the SHA-256 of its bytes")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.WILDCARD,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "201",
            description = "It is stored now",
            content = @Content(schema = @Schema(implementation = BlobDescription.class)))
    @APIResponse(
            responseCode = "200",
            description = "It was stored before",
            content = @Content(schema = @Schema(implementation = BlobDescription.class)))
    @APIResponse(responseCode = "422", description = "The bytes have another SHA-256")
    public Response put(
            @Parameter(schema = @Schema(pattern = "^[0-9a-f]{64}$")) @PathParam("sha256") String sha256,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "65535"))
                    @QueryParam("width")
                    @Nullable
                    String width,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "65535"))
                    @QueryParam("height")
                    @Nullable
                    String height,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
            ReceivedFile file) {
        return Digest.read("sha256", sha256)
                .answer(address -> BlobMetadata.check(contentType, width, height)
                        .answer(metadata -> file.at(address).answer(received -> store(metadata, received))));
    }

    @GET
    @Path("{sha256}")
    @Produces(MediaType.WILDCARD)
    @Operation(summary = "The bytes")
    @APIResponse(responseCode = "200", description = "All of them")
    @APIResponse(responseCode = "206", description = "The part that Range names")
    @APIResponse(responseCode = "304", description = "The client has them")
    @APIResponse(responseCode = "416", description = "There are no such bytes")
    public Response get(
            @Parameter(schema = @Schema(pattern = "^[0-9a-f]{64}$")) @PathParam("sha256") String sha256,
            @Context Request request,
            @Context HttpHeaders headers) {
        return describe(sha256, blob -> download.answer(blob, request, headers));
    }

    @GET
    @Path("{sha256}/description")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "What is known of the file")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(implementation = BlobDescription.class)))
    public Response description(
            @Parameter(schema = @Schema(pattern = "^[0-9a-f]{64}$")) @PathParam("sha256") String sha256) {
        return Digest.read("sha256", sha256)
                .answer(address -> ProblemMapper.found(
                        described(Set.of(address.hex())).stream().findFirst(), "blob", sha256));
    }

    @POST
    @Path("descriptions")
    @ReceivesBody(limit = ReceivesBody.JSON)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Which of these files are stored, and their descriptions",
            description = "At most 5000 digests. Each stored file is described once, in the order of the request; "
                    + "files that are not stored are left out.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = BlobDescription[].class)))
    public Response descriptions(
            @RequestBody(content = @Content(schema = @Schema(implementation = String[].class))) InputStream body)
            throws IOException {
        return digests.read(body, "", text -> Sha256.parse(text).isPresent(), Digest.EXPECTED)
                .answer(sha256s -> Response.ok(described(sha256s)).build());
    }

    /** Describes blobs and keeps them from being deleted soon: the caller may be about to name them in a campaign. */
    private List<BlobDescription> described(Set<String> sha256s) {
        return database.query(connection -> {
            blobs.touch(connection, sha256s);
            return blobs.describe(connection, sha256s).stream()
                    .map(StoredBlob::description)
                    .toList();
        });
    }

    private Response store(BlobMetadata metadata, ReceivedFile received) {
        Sha256 address = received.sha256();
        NewBlob upload = NewBlob.plain(
                address, metadata.mediaType(), StoredBytes.of(received.path(), received.length()), metadata.extent());
        boolean isNew = blobs.insert(upload);
        StoredBlob stored = database.query(connection -> blobs.describe(connection, address))
                .orElseThrow();
        return Response.status(isNew ? Response.Status.CREATED : Response.Status.OK)
                .entity(stored.description())
                .build();
    }

    private Response describe(String sha256, Function<StoredBlob, Response> answer) {
        return Digest.read("sha256", sha256)
                .answer(address -> database.query(connection -> blobs.describe(connection, address))
                        .map(answer)
                        .orElseGet(() -> ProblemMapper.response(ProblemType.notFound("blob", address.hex()))));
    }
}
