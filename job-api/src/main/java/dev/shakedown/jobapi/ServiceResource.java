package dev.shakedown.jobapi;

import dev.shakedown.jobapi.store.ResultStoreConfig;
import dev.shakedown.service.access.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The way in: where clients find the rest. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "service", description = "Where clients find the rest")
@RolesAllowed(Role.READ)
class ServiceResource {

    private final ResultStoreConfig resultStore;

    /**
     * This service and its result-store.
     *
     * @param name always {@code shakedown}
     * @param resultStore base address of the result-store, as clients reach it
     */
    public record ServiceDescription(String name, URI resultStore) {}

    ServiceResource(ResultStoreConfig resultStore) {
        this.resultStore = resultStore;
    }

    @GET
    @Operation(operationId = "service", summary = "Say where the result-store is, as clients reach it")
    public ServiceDescription service() {
        return new ServiceDescription("shakedown", resultStore.publicUrl());
    }
}
