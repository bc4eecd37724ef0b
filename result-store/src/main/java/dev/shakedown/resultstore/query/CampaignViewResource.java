package dev.shakedown.resultstore.query;

import dev.shakedown.resultstore.campaign.CampaignRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.measurement.CampaignViewRepository;
import dev.shakedown.resultstore.measurement.CampaignViewRepository.CampaignView;
import dev.shakedown.resultstore.measurement.Distribution;
import dev.shakedown.resultstore.measurement.Distribution.Metric;
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
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a campaign's results come to: the views that have rows for each campaign, and distributions. */
@Path("/api/v1/campaigns/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "campaigns", description = "Campaigns and their results")
@RolesAllowed(Role.READ)
public class CampaignViewResource {

    private static final int BINS = 32;
    private static final int MOST_BINS = 200;

    private final Database database;
    private final CampaignRepository campaigns;
    private final CampaignViewRepository views;

    CampaignViewResource(Database database, CampaignRepository campaigns, CampaignViewRepository views) {
        this.database = database;
        this.campaigns = campaigns;
        this.views = views;
    }

    /** Something to read of a campaign, where there is that campaign. */
    private Response read(String id, Database.Work<?> work) {
        Optional<?> found = database.<Optional<?>>query(
                connection -> campaigns.exists(connection, id) ? Optional.of(work.on(connection)) : Optional.empty());
        return ProblemMapper.found(found, "campaign", id);
    }

    @GET
    @Path("views/{view}")
    @Operation(
            summary = "Rows of a view",
            description =
                    "paper-table, robustness-curve, mean-intervals, success-curve, step-curve, further-metrics,"
                            + " kernel-size-effect, transfer-matrix, worst-cases, trust, warnings, failures or networks; fields are called as the columns are in SQL")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = Object.class)))
    public Response view(
            @PathParam("id") String id,
            @Parameter(schema = @Schema(implementation = CampaignView.class)) @PathParam("view") String name) {
        return Checked.of(CampaignView.of(name), "view", name, "one of " + CampaignView.words())
                .answer(known ->
                        read(id, connection -> views.view(connection, known, id).objects()));
    }

    @GET
    @Path("facets")
    @Operation(summary = "What jobs that succeeded differ in: the values that results can be filtered by")
    @APIResponse(
            responseCode = "200",
            description = "Found",
            content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
    public Response facets(@PathParam("id") String id) {
        return read(id, connection -> views.facets(connection, id));
    }

    @GET
    @Path("distribution")
    @Operation(summary = "How often a number falls where, by network, attack, norm and budget")
    @APIResponseSchema(value = Distribution.class, responseCode = "200", responseDescription = "Found")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "metric",
            schema = @Schema(implementation = Metric.class),
            description = "A column of judged_result; damage if not given")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "bins",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "200"),
            description = "How many bins; 32 if not given")
    public Response distribution(@PathParam("id") String id, @Context UriInfo address) {
        Parameters parameters = new Parameters(address.getQueryParameters());
        Metric metric = parameters
                .choice(
                        "metric",
                        Arrays.stream(Metric.values()).map(Metric::column).toList(),
                        Metric::of)
                .orElse(Metric.DAMAGE);
        Integer bins = parameters.whole("bins", 1, MOST_BINS);
        return parameters
                .checked(() -> bins == null ? BINS : bins)
                .answer(count -> read(id, connection -> views.distribution(connection, id, metric, count)));
    }
}
