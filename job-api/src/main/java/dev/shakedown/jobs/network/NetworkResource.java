package dev.shakedown.jobs.network;

import dev.shakedown.access.Role;
import dev.shakedown.contract.network.AnnouncedNetwork;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What can be attacked. */
@Path("/api/v1/networks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "networks", description = "The restoration networks that workers serve at present")
@RolesAllowed(Role.READ)
class NetworkResource {

    private final NetworkCatalogue networks;

    NetworkResource(NetworkCatalogue networks) {
        this.networks = networks;
    }

    @GET
    @Operation(
            operationId = "networks",
            summary = "List the networks that can be attacked",
            description = "Each with the card inside its file and the file's SHA-256, sorted by name. A campaign names "
                    + "networks by their card's name.")
    public List<AnnouncedNetwork> networks() {
        return networks.sorted();
    }
}
