package dev.shakedown.jobapi;

import dev.shakedown.jobapi.store.ResultStoreConfig;
import dev.shakedown.service.access.Role;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The way in: where clients and browsers find the rest. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "service", description = "Where clients find the rest")
@RolesAllowed(Role.READ)
class ServiceResource {

    private final ResultStoreConfig resultStore;

    /** This service and its result-store. */
    public record ServiceDescription(String name, URI resultStore) {}

    ServiceResource(ResultStoreConfig resultStore) {
        this.resultStore = resultStore;
    }

    @GET
    @Operation(operationId = "service", summary = "Say where the result-store is, as clients reach it")
    public ServiceDescription service() {
        return new ServiceDescription("shakedown", resultStore.publicUrl());
    }

    /** For a browser that is pointed at this service: the pages are result-store's. */
    @Path("/")
    @PermitAll
    static class PagesResource {

        private final ResultStoreConfig resultStore;

        PagesResource(ResultStoreConfig resultStore) {
            this.resultStore = resultStore;
        }

        @GET
        @Operation(hidden = true)
        public Response pages() {
            return Response.seeOther(resultStore.publicUrl()).build();
        }
    }
}
