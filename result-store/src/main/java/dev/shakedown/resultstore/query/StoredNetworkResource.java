package dev.shakedown.resultstore.query;

import dev.shakedown.contract.http.StepTime;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.job.ResultRepository;
import dev.shakedown.resultstore.network.NetworkRepository;
import dev.shakedown.resultstore.parameter.Digest;
import dev.shakedown.service.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Networks that workers have announced, and how fast they were attacked. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.READ)
public class StoredNetworkResource {

    private final Database database;
    private final NetworkRepository networks;
    private final ResultRepository results;

    StoredNetworkResource(Database database, NetworkRepository networks, ResultRepository results) {
        this.database = database;
        this.networks = networks;
        this.results = results;
    }

    @GET
    @Path("networks")
    @Tag(name = "networks", description = "Networks that workers have announced")
    @Operation(summary = "All network files that are known")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = Object.class)))
    public Response all() {
        return Response.ok(database.query(networks::all).objects()).build();
    }

    @GET
    @Path("step-times")
    @Tag(name = "networks", description = "Networks under attack")
    @Operation(summary = "Median time of a step by size of image, over a network's last thousand successes")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = StepTime.class)))
    public Response stepTimes(
            @Parameter(
                            description = "SHA-256 of the network's file",
                            required = true,
                            schema = @Schema(pattern = "^[0-9a-f]{64}$"))
                    @QueryParam("network")
                    @Nullable
                    String network) {
        String given = String.valueOf(network);
        return Digest.read("network", given)
                .answer(sha256 -> Response.ok(database.query(connection -> results.stepTimes(connection, sha256.hex())))
                        .build());
    }
}
