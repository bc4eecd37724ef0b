package dev.shakedown.jobs.store;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The calls of the result-store's HTTP interface that this service makes. */
@RegisterRestClient(configKey = "result-store")
@Path("/api/v1")
interface ResultStoreApi {

    @PUT
    @Path("/blobs/{sha256}")
    BlobDescription store(
            @PathParam("sha256") String sha256,
            @QueryParam("width") int width,
            @QueryParam("height") int height,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String mediaType,
            byte[] content);

    @PUT
    @Path("/blobs/{sha256}")
    BlobDescription store(
            @PathParam("sha256") String sha256,
            @QueryParam("width") int width,
            @QueryParam("height") int height,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String mediaType,
            java.nio.file.Path file);

    @GET
    @Path("/blobs/{sha256}/description")
    BlobDescription describe(@PathParam("sha256") String sha256);

    @GET
    @Path("/campaigns/{id}")
    CampaignSummary campaign(@PathParam("id") String id);
}
