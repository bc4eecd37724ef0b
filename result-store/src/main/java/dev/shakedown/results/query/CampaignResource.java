package dev.shakedown.results.query;

import dev.shakedown.access.Role;
import dev.shakedown.results.campaign.CampaignRepository;
import dev.shakedown.results.campaign.CampaignSummary;
import dev.shakedown.results.database.Database;
import dev.shakedown.results.problem.Checked;
import dev.shakedown.results.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Campaigns: how far they have come, and their results. */
@Path("/api/v1/campaigns")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "campaigns", description = "Campaigns and their results")
@RolesAllowed(Role.READ)
public class CampaignResource {

    private static final int MOST_IDS = 500;

    private final Database database;
    private final CampaignRepository campaigns;
    private final StoredMessages messages;

    @Inject
    CampaignResource(Database database, CampaignRepository campaigns, StoredMessages messages) {
        this.database = database;
        this.campaigns = campaigns;
        this.messages = messages;
    }

    @GET
    @Operation(summary = "All campaigns, or those named that are known, newest first")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = CampaignSummary.class)))
    public Response list(
            @Parameter(description = "Ids separated by commas, at most " + MOST_IDS) @QueryParam("ids") @Nullable
                    String ids,
            @Context UriInfo address) {
        // What is there but empty comes as null, too, and does not mean all.
        if (!address.getQueryParameters().containsKey("ids")) {
            return Response.ok(database.query(campaigns::summaries)).build();
        }
        return checkIds(ids == null ? "" : ids)
                .answer(named -> Response.ok(database.query(connection -> campaigns.summaries(connection, named)))
                        .build());
    }

    private static Checked<Set<String>> checkIds(String text) {
        Set<String> ids = new LinkedHashSet<>(List.of(text.split(",", -1)));
        return ids.size() > MOST_IDS || ids.contains("")
                ? new Checked.Invalid<>(
                        Problem.invalidParameter("ids", text, "1 to %d ids separated by commas".formatted(MOST_IDS)))
                : new Checked.Valid<>(ids);
    }

    @GET
    @Path("{id}")
    @Operation(summary = "How far a campaign has come")
    public Response summary(@PathParam("id") String id) {
        return database.query(connection -> campaigns.summary(connection, id))
                .map(summary -> Response.ok(summary).build())
                .orElseGet(() -> unknown(id));
    }

    @GET
    @Path("{id}/document")
    @Operation(summary = "The campaign as it was accepted")
    public Response document(@PathParam("id") String id) {
        return database.query(connection -> campaigns.document(connection, id))
                .map(document -> Response.ok(messages.campaign(document)).build())
                .orElseGet(() -> unknown(id));
    }

    private static Response unknown(String id) {
        return Problem.notFound("campaign", id).response();
    }
}
