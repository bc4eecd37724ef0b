package dev.shakedown.jobapi.store;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** The calls of the result-store's HTTP interface that this service makes. */
@RegisterRestClient(configKey = "result-store")
@RegisterProvider(ResultStoreToken.class)
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

    @GET
    @Path("/campaigns")
    List<CampaignSummary> campaigns(@QueryParam("ids") String ids);

    @POST
    @Path("/jobs/states")
    EndedJobs states(JobIds jobs);

    @GET
    @Path("/step-times")
    List<StepTime> stepTimes(@QueryParam("network") String network);

    @GET
    @Path("/dead-letters")
    DeadLetterPage deadLetters(
            @QueryParam("campaign") @Nullable String campaign,
            @QueryParam("job") @Nullable String job,
            @QueryParam("after") @Nullable Long after,
            @QueryParam("limit") int limit);

    /** Which jobs are asked after. */
    record JobIds(List<String> jobs) {}

    /** Those of them that have ended. */
    record EndedJobs(Map<String, EndedJob> ended) {}
}
