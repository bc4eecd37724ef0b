package dev.shakedown.resultstore.download;

import dev.shakedown.resultstore.campaign.CampaignRepository;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.database.Table;
import dev.shakedown.resultstore.measurement.CampaignViewRepository;
import dev.shakedown.resultstore.measurement.CampaignViewRepository.CampaignView;
import dev.shakedown.resultstore.parameter.Parameters;
import dev.shakedown.resultstore.parameter.ResultFilter;
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
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A campaign's results to take away. */
@Path("/api/v1/campaigns/{id}")
@Produces(MediaType.WILDCARD)
@Tag(name = "campaigns", description = "Campaigns and their results")
@RolesAllowed(Role.READ)
public class DownloadResource {

    private final Database database;
    private final CampaignRepository campaigns;
    private final ResultDownload results;
    private final CampaignViewRepository views;

    DownloadResource(
            Database database, CampaignRepository campaigns, ResultDownload results, CampaignViewRepository views) {
        this.database = database;
        this.campaigns = campaigns;
        this.results = results;
        this.views = views;
    }

    @GET
    @Path("results.{format}")
    @Operation(
            summary = "Rows of the view job_result, as results.csv, results.jsonl or results.parquet",
            description =
                    "Streamed, by ordinal: all of them, or those that the filters leave, which are those of the list"
                            + " of results: dataSet, image, network, judge, objective, attack, target, norm, kernelSize,"
                            + " budget, warning, state, code")
    @APIResponse(
            responseCode = "200",
            description = "The rows",
            content =
                    @Content(
                            mediaType = MediaType.WILDCARD,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response results(
            @PathParam("id") String id,
            @Parameter(schema = @Schema(enumeration = {"csv", "jsonl", "parquet"})) @PathParam("format") String ending,
            @Context UriInfo address) {
        Optional<ResultFormat> format = ResultFormat.of(ending);
        if (format.isEmpty()) {
            return ProblemMapper.response(ProblemType.invalidParameter("format", ending, "one of csv, jsonl, parquet"));
        }
        Parameters parameters = new Parameters(address.getQueryParameters());
        ResultFilter given = ResultFilter.read(id, parameters);
        return parameters
                .checked(() -> given)
                .answer(filter -> stream(
                        id,
                        format.get().mediaType(),
                        "results-%s.%s".formatted(id, ending),
                        sink -> results.write(filter, format.get(), sink)));
    }

    @GET
    @Path("views/{view}.{format}")
    @Operation(
            summary = "Rows of a view as a file",
            description =
                    "Every view as .csv, with all its columns; paper-table also as .tex, a LaTeX tabular that needs"
                            + " the packages booktabs and multirow")
    @APIResponse(
            responseCode = "200",
            description = "The rows",
            content =
                    @Content(
                            mediaType = MediaType.WILDCARD,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response view(
            @PathParam("id") String id,
            @Parameter(
                            schema =
                                    @Schema(
                                            enumeration = {
                                                "paper-table",
                                                "robustness-curve",
                                                "success-curve",
                                                "step-curve",
                                                "kernel-size-effect",
                                                "transfer-matrix",
                                                "worst-cases",
                                                "trust",
                                                "warnings",
                                                "failures",
                                                "networks"
                                            }))
                    @PathParam("view")
                    String name,
            @Parameter(schema = @Schema(enumeration = {"csv", "tex"})) @PathParam("format") String format) {
        Optional<CampaignView> view = CampaignView.of(name);
        if (view.isEmpty()) {
            return ProblemMapper.response(ProblemType.invalidParameter("view", name, "one of " + CampaignView.words()));
        }
        boolean tex = format.equals("tex") && view.get() == CampaignView.PAPER_TABLE;
        if (!tex && !format.equals("csv")) {
            return ProblemMapper.response(
                    ProblemType.invalidParameter("format", format, "csv, or for paper-table tex"));
        }
        return stream(
                id,
                tex ? "application/x-tex; charset=utf-8" : ResultFormat.CSV.mediaType(),
                "%s-%s.%s".formatted(name, id, format),
                sink -> {
                    Table table = database.query(connection -> views.view(connection, view.get(), id));
                    if (tex) {
                        Table trust = database.query(connection -> views.view(connection, CampaignView.TRUST, id));
                        writeTex(table, trust, sink);
                    } else {
                        writeCsv(table, sink);
                    }
                });
    }

    private static void writeTex(Table table, Table trust, OutputStream sink) throws IOException {
        sink.write(String.join("\n", PaperTableTex.lines(table, trust))
                .concat("\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static void writeCsv(Table table, OutputStream sink) throws IOException {
        CsvSink csv = new CsvSink(table.columns(), sink);
        for (List<@Nullable Object> row : table.rows()) {
            csv.write(row);
        }
        csv.finish();
    }

    @GET
    @Path("perturbations.zip")
    @Operation(summary = "Every perturbation as an NPY file, and results.csv", description = "Streamed, by ordinal")
    @APIResponse(
            responseCode = "200",
            description = "The archive",
            content =
                    @Content(
                            mediaType = MediaType.WILDCARD,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    public Response perturbations(@PathParam("id") String id) {
        return stream(
                id,
                "application/zip",
                "perturbations-%s.zip".formatted(id),
                sink -> results.writePerturbations(id, sink));
    }

    private Response stream(String id, String mediaType, String fileName, StreamingOutput content) {
        if (!database.query(connection -> campaigns.exists(connection, id))) {
            return ProblemMapper.response(ProblemType.notFound("campaign", id));
        }
        return Response.ok(content)
                .type(mediaType)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + fileName + '"')
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
