package dev.shakedown.resultstore.query;

import dev.shakedown.resultstore.campaign.CampaignRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.query.ResultList.ResultPage;
import dev.shakedown.resultstore.query.ResultList.ResultRequest;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.problem.ProblemMapper;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A campaign's results: filtered, sorted, a page at a time. */
@Path("/api/v1/campaigns/{id}/results")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "campaigns", description = "Campaigns and their results")
@RolesAllowed(Role.READ)
public class ResultResource {

    private final Database database;
    private final CampaignRepository campaigns;
    private final ResultList results;
    private final int largestPage;

    ResultResource(Database database, CampaignRepository campaigns, ResultList results, QueryConfig config) {
        this.database = database;
        this.campaigns = campaigns;
        this.results = results;
        this.largestPage = config.largestPage();
    }

    @GET
    @Operation(
            summary = "Results, a page at a time",
            description = "All that ended, by ordinal, unless parameters say otherwise. Sorted by a number, only jobs"
                    + " that succeeded come; a number that is infinite has its place, one that is undefined comes last."
                    + " Sorted by damage, jobs without a sharp image do not come, by target, jobs without a target.")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "dataSet",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 200),
            description = "Data set of the image")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "image",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 200),
            description = "Name of the image in the campaign")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "network",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 200),
            description = "Network under attack")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "judge",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 200),
            description = "Network whose numbers count; else the first judge")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "objective",
            schema = @Schema(enumeration = {"untargeted", "targeted", "localised", "ground-truth"}),
            description = "untargeted, targeted, localised or ground-truth")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "attack",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 200),
            description = "Name of the attack in the campaign")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "target",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 200),
            description = "Name of the target image in the campaign")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "norm",
            schema = @Schema(enumeration = {"linf", "l2"}),
            description = "linf or l2")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "kernelSize",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "255"),
            description = "Side of the kernel in pixels")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "budget",
            schema = @Schema(type = SchemaType.NUMBER, minimum = "0", maximum = "255"),
            description = "epsilon in 255ths")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "warning",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 200),
            description = "Code of a warning that the job has")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "state",
            schema = @Schema(enumeration = {"SUCCEEDED", "FAILED"}),
            description = "SUCCEEDED or FAILED")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "code",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 200),
            description = "Code for which the job failed")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "sort",
            schema = @Schema(enumeration = {"ordinal", "damage", "change", "target", "lipschitz"}),
            description = "ordinal, damage, change, target or lipschitz")
    @Parameter(in = ParameterIn.QUERY, name = "after", description = "The next of the page before")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "limit",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"),
            description = "How many at most")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = ResultPage.class)))
    public Response results(@PathParam("id") String id, @Context UriInfo address) {
        return ResultRequest.read(id, address.getQueryParameters(), largestPage)
                .answer(request -> ProblemMapper.found(page(id, request), "campaign", id));
    }

    private Optional<ResultPage> page(String id, ResultRequest request) {
        return database.query(connection ->
                campaigns.exists(connection, id) ? Optional.of(results.page(connection, request)) : Optional.empty());
    }
}
