package dev.shakedown.resultstore.report;

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
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A campaign's page to download. */
@Path("/api/v1/campaigns/{id}/report.html")
@Produces(MediaType.WILDCARD)
@Tag(name = "campaigns", description = "Campaigns and their results")
@RolesAllowed(Role.READ)
public class CampaignReportResource {

    private static final int PICTURES = 24;
    private static final int MOST_PICTURES = 1000;

    private final CampaignReport report;

    CampaignReportResource(CampaignReport report) {
        this.report = report;
    }

    @GET
    @Operation(
            summary = "The campaign's page as one HTML file",
            description = "Needs no service and no network: scripts, data and small pictures are inside.")
    @Parameter(
            in = ParameterIn.QUERY,
            name = "pictures",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "1000"),
            description = "How many jobs to show with pictures, the worst first: 0 to 1000; 24 if not given")
    @APIResponse(
            responseCode = "200",
            description = "The page",
            content = @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = SchemaType.STRING)))
    public Response report(@PathParam("id") String id, @Context UriInfo address) {
        Parameters parameters = new Parameters(address.getQueryParameters());
        Integer pictures = parameters.whole("pictures", 0, MOST_PICTURES);
        return parameters
                .checked(() -> pictures == null ? PICTURES : pictures)
                .answer(most -> report.read(id, most)
                        .map(content -> Response.ok((StreamingOutput) sink -> report.write(id, content, sink))
                                .type("text/html; charset=utf-8")
                                .header(
                                        HttpHeaders.CONTENT_DISPOSITION,
                                        "attachment; filename=\"report-" + id + ".html\"")
                                .header("X-Content-Type-Options", "nosniff")
                                .header("Content-Security-Policy", "sandbox allow-scripts")
                                .build())
                        .orElseGet(() -> ProblemMapper.response(ProblemType.notFound("campaign", id))));
    }
}
