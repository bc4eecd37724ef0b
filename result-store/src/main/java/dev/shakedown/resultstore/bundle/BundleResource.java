package dev.shakedown.resultstore.bundle;

import dev.shakedown.client.bundle.BundleKey;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.ImportedBundle;
import dev.shakedown.resultstore.bundle.BundleImport.Imported;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.measurement.CampaignViewRepository.CampaignView;
import dev.shakedown.resultstore.parameter.Digest;
import dev.shakedown.resultstore.query.StoredMessages;
import dev.shakedown.service.access.RateLimited;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.body.ReceivedFile;
import dev.shakedown.service.body.ReceivesBody;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.PublicKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Campaigns of other installations, by the SHA-256 of their bundle. The file itself is the blob of that address. */
@Path("/api/v1/bundles")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "bundles", description = "Campaigns of other installations")
@RolesAllowed(Role.READ)
public class BundleResource {

    private static final String KEY = "an Ed25519 public key: base64url of its DER (X.509)";
    private static final int MOST = 500;
    private static final int PAUSE_SECONDS = 5;

    private final Database database;
    private final BundleImport imports;
    private final ImportedBundleRepository bundles;
    private final StoredMessages messages;

    BundleResource(Database database, BundleImport imports, ImportedBundleRepository bundles, StoredMessages messages) {
        this.database = database;
        this.imports = imports;
        this.bundles = bundles;
        this.messages = messages;
    }

    @PUT
    @Path("{sha256}")
    @RolesAllowed(Role.SUBMIT)
    @RateLimited
    @ReceivesBody(limit = "shakedown.bundle.largest", content = "bundle", onDisk = true)
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Import a bundle",
            description = "Its entries are compared with its manifest and its numbers averaged; nothing is recomputed."
                    + " None of its jobs counts as computed here.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(
            responseCode = "201",
            description = "It is imported now",
            content = @Content(schema = @Schema(implementation = ImportedBundle.class)))
    @APIResponse(
            responseCode = "200",
            description = "It was imported before; its figures are made again",
            content = @Content(schema = @Schema(implementation = ImportedBundle.class)))
    @APIResponse(responseCode = "413", description = "It is larger than shakedown.bundle.largest")
    @APIResponse(
            responseCode = "422",
            description = "The bytes have another SHA-256, are no bundle of this schema, do not agree with their"
                    + " manifest, or were not signed with the key")
    @APIResponse(responseCode = "429", description = "Another bundle is being imported")
    public Response put(
            @Parameter(schema = @Schema(pattern = "^[0-9a-f]{64}$")) @PathParam("sha256") String sha256,
            @Parameter(
                            description = "Refuse the bundle unless this Ed25519 key signed it: base64url of its DER",
                            schema = @Schema(type = SchemaType.STRING, pattern = "^[A-Za-z0-9_-]{59}$"))
                    @QueryParam("public-key")
                    @Nullable
                    String publicKey,
            ReceivedFile file) {
        return Digest.read("sha256", sha256)
                .flatMap(file::at)
                .answer(received -> publicKey == null
                        ? add(null, received)
                        : Checked.of(key(publicKey), "public-key", publicKey, KEY)
                                .answer(key -> add(key, received)));
    }

    private Response add(@Nullable PublicKey key, ReceivedFile file) {
        try {
            return imports.add(file, key)
                    .map(checked -> checked.answer(BundleResource::answer))
                    .orElseGet(BundleResource::busy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Response answer(Imported imported) {
        return Response.status(imported.isNew() ? Response.Status.CREATED : Response.Status.OK)
                .entity(imported.bundle())
                .build();
    }

    private static Response busy() {
        String detail = "Another bundle is being imported; try again in %d s".formatted(PAUSE_SECONDS);
        return Response.fromResponse(ProblemMapper.response(ProblemType.TOO_MANY_REQUESTS, detail))
                .header(HttpHeaders.RETRY_AFTER, PAUSE_SECONDS)
                .build();
    }

    private static Optional<PublicKey> key(String text) {
        try {
            return BundleKey.publicKey(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @GET
    @Operation(summary = "Imported bundles, the newest 500 first")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = ImportedBundle[].class)))
    public List<ImportedBundle> list() {
        return database.query(connection -> bundles.newest(connection, MOST));
    }

    @GET
    @Path("{sha256}")
    @Operation(summary = "What is known of an imported bundle")
    @APIResponseSchema(value = ImportedBundle.class, responseCode = "200", responseDescription = "Found")
    public Response bundle(
            @Parameter(schema = @Schema(pattern = "^[0-9a-f]{64}$")) @PathParam("sha256") String sha256) {
        return read(sha256, (address, connection) -> bundles.find(connection, address));
    }

    @GET
    @Path("{sha256}/document")
    @Operation(summary = "The campaign as it was accepted where it ran")
    @APIResponseSchema(value = SubmittedCampaign.class, responseCode = "200", responseDescription = "Found")
    public Response document(
            @Parameter(schema = @Schema(pattern = "^[0-9a-f]{64}$")) @PathParam("sha256") String sha256) {
        return read(
                sha256,
                (address, connection) -> bundles.document(connection, address).map(messages::campaign));
    }

    @GET
    @Path("{sha256}/views/{view}")
    @Operation(
            summary = "Rows of a view, as of the bundle's numbers when it was imported",
            description = "paper-table, robustness-curve, kernel-size-effect, transfer-matrix, trust or networks; rows"
                    + " are as those of campaigns, and their campaign_id is the bundle's SHA-256")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = Object.class)))
    public Response view(
            @Parameter(schema = @Schema(pattern = "^[0-9a-f]{64}$")) @PathParam("sha256") String sha256,
            @PathParam("view") String name) {
        String words = BundleFigures.VIEWS.stream().map(CampaignView::word).collect(Collectors.joining(", "));
        return Checked.of(CampaignView.of(name).filter(BundleFigures.VIEWS::contains), "view", name, "one of " + words)
                .answer(view -> read(sha256, (address, connection) -> bundles.view(connection, address, view.word())));
    }

    @DELETE
    @Path("{sha256}")
    @RolesAllowed(Role.ADMIN)
    @RateLimited
    @Operation(
            summary = "Remove an imported bundle",
            description = "Its figures are deleted at once, its file later, as an upload that no campaign names.")
    @APIResponse(responseCode = "204", description = "It is removed")
    public Response remove(
            @Parameter(schema = @Schema(pattern = "^[0-9a-f]{64}$")) @PathParam("sha256") String sha256) {
        return Digest.read("sha256", sha256)
                .answer(address -> database.query(connection -> bundles.delete(connection, address.hex()))
                        ? Response.noContent().build()
                        : ProblemMapper.response(ProblemType.notFound("bundle", sha256)));
    }

    /** Something to read of a bundle, empty if there is no such bundle. */
    @FunctionalInterface
    private interface Reading {
        Optional<?> of(String address, Connection connection) throws SQLException;
    }

    private Response read(String sha256, Reading reading) {
        return Digest.read("sha256", sha256)
                .answer(address -> ProblemMapper.found(
                        database.<Optional<?>>query(connection -> reading.of(address.hex(), connection)),
                        "bundle",
                        sha256));
    }
}
