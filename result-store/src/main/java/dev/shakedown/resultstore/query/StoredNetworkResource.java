package dev.shakedown.resultstore.query;

import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.network.NetworkRepository;
import dev.shakedown.service.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Networks that workers have announced. */
@Path("/api/v1/networks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "networks", description = "Networks that workers have announced")
@RolesAllowed(Role.READ)
public class StoredNetworkResource {

    private final Database database;
    private final NetworkRepository networks;

    StoredNetworkResource(Database database, NetworkRepository networks) {
        this.database = database;
        this.networks = networks;
    }

    @GET
    @Operation(summary = "All network files that are known")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = Object.class)))
    public Response all() {
        return Response.ok(database.query(networks::all).objects()).build();
    }
}
