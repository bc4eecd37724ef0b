package dev.shakedown.jobapi;

import dev.shakedown.jobapi.campaign.CampaignReader;
import dev.shakedown.jobapi.store.ResultStoreConfig;
import dev.shakedown.service.access.Role;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
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

    /** For editors, which send no token. */
    @GET
    @Path("/campaign.schema.json")
    @PermitAll
    @Operation(
            operationId = "campaignSchema",
            summary = "The JSON Schema (draft 7) of a campaign document, for completion in editors")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    public InputStream campaignSchema() {
        return Objects.requireNonNull(CampaignReader.class.getResourceAsStream("campaign.schema.json"));
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
