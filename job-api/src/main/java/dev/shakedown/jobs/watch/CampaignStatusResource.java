package dev.shakedown.jobs.watch;

import dev.shakedown.jobs.problem.Problem;
import dev.shakedown.jobs.problem.ProblemDocument;
import dev.shakedown.jobs.problem.ProblemResponses;
import dev.shakedown.jobs.problem.ProblemType;
import dev.shakedown.jobs.store.Answer;
import dev.shakedown.jobs.store.CampaignSummary;
import dev.shakedown.jobs.store.ResultStore;
import dev.shakedown.jobs.submission.KnownCampaigns;
import dev.shakedown.jobs.submission.KnownCampaigns.Lookup;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where campaigns are watched. */
@Path("/api/v1/campaigns/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "campaigns")
class CampaignStatusResource {

    private final KnownCampaigns campaigns;
    private final ResultStore resultStore;
    private final ProgressListener progress;

    CampaignStatusResource(KnownCampaigns campaigns, ResultStore resultStore, ProgressListener progress) {
        this.campaigns = campaigns;
        this.resultStore = resultStore;
        this.progress = progress;
    }

    @GET
    @Operation(
            operationId = "status",
            summary = "Say how a campaign is going",
            description = "Counts are the result-store's: a job counts once it and all its artifacts are stored. "
                    + "Progress of running jobs is live.")
    @APIResponse(
            responseCode = "200",
            description = "How it is going",
            content = @Content(schema = @Schema(implementation = CampaignStatus.class)))
    @APIResponse(
            responseCode = "404",
            description = "No such campaign",
            content =
                    @Content(
                            mediaType = ProblemResponses.MEDIA_TYPE,
                            schema = @Schema(implementation = ProblemDocument.class)))
    @APIResponse(
            responseCode = "503",
            description = "Kafka or the result-store does not answer",
            content =
                    @Content(
                            mediaType = ProblemResponses.MEDIA_TYPE,
                            schema = @Schema(implementation = ProblemDocument.class)))
    public Response status(@PathParam("id") String id) {
        Lookup lookup = campaigns.find(id);
        if (lookup instanceof Lookup.Undecided) {
            return ProblemResponses.of(Problem.of(ProblemType.UNAVAILABLE, "Kafka does not answer"));
        }
        if (!(lookup instanceof Lookup.Known known)) {
            return ProblemResponses.of(Problem.of(ProblemType.NOT_FOUND, "There is no campaign %s".formatted(id)));
        }
        Answer<CampaignSummary> answer = resultStore.campaign(id);
        if (answer instanceof Answer.Unavailable<CampaignSummary> unavailable) {
            return ProblemResponses.of(Problem.of(ProblemType.UNAVAILABLE, unavailable.reason()));
        }
        CampaignSummary counted = answer instanceof Answer.Found<CampaignSummary> found ? found.value() : null;
        return Response.ok(CampaignStatus.of(known.campaign(), counted, progress.running(id)))
                .build();
    }
}
