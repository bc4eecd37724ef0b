package dev.shakedown.resultstore.query;

import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.resultstore.campaign.CampaignPlace;
import dev.shakedown.resultstore.campaign.CampaignRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.parameter.Parameters;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemMapper;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

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
    @APIResponseSchema(value = CampaignSummary.class, responseCode = "200", responseDescription = "Found")
    public Response summary(@PathParam("id") String id) {
        return ProblemMapper.found(database.query(connection -> campaigns.summary(connection, id)), "campaign", id);
    }

    @GET
    @Path("{id}/document")
    @Operation(summary = "The campaign as it was accepted")
    @APIResponseSchema(value = SubmittedCampaign.class, responseCode = "200", responseDescription = "Found")
    public Response document(@PathParam("id") String id) {
        Optional<String> document = database.query(connection -> campaigns.document(connection, id));
        return ProblemMapper.found(document.map(messages::campaign), "campaign", id);
    }

    /**
     * Some campaigns, newest first.
     *
     * @param campaigns how far each has come
     * @param next where the next page starts, to be given as {@code after}; null if there is none now
     */
    public record CampaignListPage(
            List<CampaignSummary> campaigns, @Nullable String next) {

        public CampaignListPage {
            campaigns = List.copyOf(campaigns);
        }

        /** Of one more than the page holds, if there are so many: that tells whether there is a next one. */
        static CampaignListPage of(List<CampaignSummary> found, int limit) {
            if (found.size() <= limit) {
                return new CampaignListPage(found, null);
            }
            return new CampaignListPage(
                    found.subList(0, limit),
                    CampaignPlace.of(found.get(limit - 1)).text());
        }
    }

    /**
     * Which campaigns are wanted, newest first.
     *
     * @param called part of their name, in whatever case, or the whole id of one; null for all
     */
    record CampaignListRequest(@Nullable String called, CampaignPlace after, int limit) {

        private static final int LIMIT = 100;

        static Checked<CampaignListRequest> read(MultivaluedMap<String, String> given, int largestPage) {
            Parameters parameters = new Parameters(given);
            String called = parameters.text("name");
            CampaignPlace after = parameters
                    .value("after", "the next of the page before", CampaignPlace::read)
                    .orElse(CampaignPlace.START);
            Integer limit = parameters.whole("limit", 1, largestPage);
            return parameters.checked(
                    () -> new CampaignListRequest(called, after, limit == null ? Math.min(LIMIT, largestPage) : limit));
        }
    }
}
