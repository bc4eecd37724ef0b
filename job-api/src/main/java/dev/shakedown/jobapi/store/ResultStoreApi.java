package dev.shakedown.jobapi.store;

import dev.shakedown.contract.http.BlobDescription;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.contract.http.DeadLetterPage;
import dev.shakedown.contract.http.JobStates;
import dev.shakedown.contract.http.StepTime;
import dev.shakedown.service.access.ResultStoreToken;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
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

    @POST
    @Path("/blobs/descriptions")
    List<BlobDescription> describe(List<String> sha256s);

    @GET
    @Path("/campaigns")
    List<CampaignSummary> campaigns(@QueryParam("ids") String ids);

    @POST
    @Path("/jobs/states")
    JobStates states(JobIds jobs);

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

    /** The jobs of a request. */
    record JobIds(List<String> jobs) {}
}
