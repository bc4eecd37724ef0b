package dev.shakedown.resultstore.query;

import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.resultstore.campaign.CampaignRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.parameter.Parameters;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Campaigns: how far they have come, and their results. */
@Path("/api/v1/campaigns")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "campaigns", description = "Campaigns and their results")
@RolesAllowed(Role.READ)
public class StoredCampaignResource {

    private static final int MOST_IDS = 500;

    private final Database database;
    private final CampaignRepository campaigns;
    private final StoredMessages messages;
    private final int largestPage;

    StoredCampaignResource(
            Database database, CampaignRepository campaigns, StoredMessages messages, QueryConfig config) {
        this.database = database;
        this.campaigns = campaigns;
        this.messages = messages;
        this.largestPage = config.largestPage();
    }

    @GET
    @Operation(
            summary = "Campaigns, newest first, a page at a time",
            description = "With ids an array of those that are known, newest first, and no other parameter.")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "name",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 200),
            description = "Part of the name, in whatever case, or the whole id")
    @Parameter(in = ParameterIn.QUERY, name = "after", description = "The next of the page before")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "limit",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"),
            description = "How many at most")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "ids",
            schema = @Schema(type = SchemaType.STRING, pattern = "^[^,]+(,[^,]+)*$"),
            description = "Ids separated by commas, at most " + MOST_IDS)
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(oneOf = {CampaignListPage.class, CampaignSummary[].class})))
    public Response list(@Context UriInfo address) {
        MultivaluedMap<String, String> given = address.getQueryParameters();
        return given.containsKey("ids") ? named(given) : page(given);
    }

    private Response page(MultivaluedMap<String, String> given) {
        return CampaignListRequest.read(given, largestPage)
                .answer(request -> Response.ok(CampaignListPage.of(
                                database.query(connection -> campaigns.page(
                                        connection, request.called(), request.after(), request.limit() + 1)),
                                request.limit()))
                        .build());
    }

    private Response named(MultivaluedMap<String, String> given) {
        Parameters parameters = new Parameters(given);
        Set<String> ids = parameters
                .value("ids", "1 to %d ids separated by commas".formatted(MOST_IDS), StoredCampaignResource::ids)
                .orElse(Set.of());
        return parameters
                .checked(() -> ids)
                .answer(known -> Response.ok(database.query(connection -> campaigns.summaries(connection, known)))
                        .build());
    }

    private static Optional<Set<String>> ids(String text) {
        Set<String> ids = new LinkedHashSet<>(List.of(text.split(",", -1)));
        return ids.size() > MOST_IDS || ids.contains("") ? Optional.empty() : Optional.of(ids);
    }

    @GET
    @Path("{id}")
    @Operation(summary = "How far a campaign has come")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = CampaignSummary.class)))
    public Response summary(@PathParam("id") String id) {
        return database.query(connection -> campaigns.summary(connection, id))
                .map(summary -> Response.ok(summary).build())
                .orElseGet(() -> unknown(id));
    }

    @GET
    @Path("{id}/document")
    @Operation(summary = "The campaign as it was accepted")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = SubmittedCampaign.class)))
    public Response document(@PathParam("id") String id) {
        return database.query(connection -> campaigns.document(connection, id))
                .map(document -> Response.ok(messages.campaign(document)).build())
                .orElseGet(() -> unknown(id));
    }

    private static Response unknown(String id) {
        return ProblemMapper.response(ProblemType.notFound("campaign", id));
    }
}
