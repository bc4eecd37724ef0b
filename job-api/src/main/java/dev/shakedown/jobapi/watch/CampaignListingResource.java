package dev.shakedown.jobapi.watch;

import dev.shakedown.contract.http.CampaignListing;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.jobapi.store.ResultStoreGateway;
import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.submission.KnownCampaigns;
import dev.shakedown.jobapi.submission.KnownCampaigns.KnownCampaign;
import dev.shakedown.jobapi.watch.ListingFilter.Cursor;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Where campaigns are listed. */
@Path("/api/v1/campaigns")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "campaigns")
@RolesAllowed(Role.READ)
class CampaignListingResource {

    private final KnownCampaigns campaigns;
    private final CampaignStatuses statuses;

    CampaignListingResource(KnownCampaigns campaigns, CampaignStatuses statuses) {
        this.campaigns = campaigns;
        this.statuses = statuses;
    }

    @GET
    @Operation(operationId = "campaigns", summary = "List campaigns, newest first")
    @APIResponseSchema(
            value = CampaignListing.class,
            responseCode = "200",
            responseDescription = "Those that were asked for")
    @APIResponse(responseCode = "400", description = "A parameter is not valid")
    @APIResponse(responseCode = "503", description = "Kafka or the result-store does not answer")
    public Response list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("name") @Nullable String name,
            @QueryParam("id") @Nullable String id,
            @QueryParam("since") @Nullable String since,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @QueryParam("after") @Nullable String after) {
        return ListingFilter.read(state, name, id, since, limit, after).answer(this::list);
    }

    private Response list(ListingFilter filter) {
        if (!campaigns.caughtUp()) {
            return ProblemMapper.response(
                    ProblemType.UNAVAILABLE, "The list of campaigns has not been read from Kafka yet");
        }
        List<KnownCampaign> candidates =
                campaigns.newestFirst().stream().filter(filter::admits).toList();
        List<CampaignStatus> shown = new ArrayList<>();
        int chunk = filter.state() == null ? filter.limit() : ResultStoreGateway.MOST_CAMPAIGNS;
        for (int first = 0; first < candidates.size(); first += chunk) {
            List<KnownCampaign> some = candidates.subList(first, Math.min(candidates.size(), first + chunk));
            StoreAnswer<List<CampaignStatus>> answer = statuses.of(some);
            if (!(answer instanceof StoreAnswer.Found<List<CampaignStatus>> found)) {
                return ProblemMapper.response(ProblemType.UNAVAILABLE, answer.reason());
            }
            for (int i = 0; i < some.size(); i++) {
                if (filter.admits(found.value().get(i).state())) {
                    shown.add(found.value().get(i));
                    if (shown.size() == filter.limit()) {
                        boolean more = first + i + 1 < candidates.size();
                        return Response.ok(new CampaignListing(
                                        shown, more ? Cursor.of(some.get(i)).written() : null))
                                .build();
                    }
                }
            }
        }
        return Response.ok(new CampaignListing(shown, null)).build();
    }
}
