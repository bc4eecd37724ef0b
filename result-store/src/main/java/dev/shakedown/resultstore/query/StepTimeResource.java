package dev.shakedown.resultstore.query;

import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.http.StepTime;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.resultstore.job.ResultRepository;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How fast networks were attacked, for estimates of other campaigns. */
@Path("/api/v1/step-times")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "networks", description = "Networks under attack")
@RolesAllowed(Role.READ)
public class StepTimeResource {

    private final Database database;
    private final ResultRepository results;

    StepTimeResource(Database database, ResultRepository results) {
        this.database = database;
        this.results = results;
    }

    @GET
    @Operation(summary = "Median time of a step by size of image, over a network's last thousand successes")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = StepTime.class)))
    public Response stepTimes(
            @Parameter(
                            description = "SHA-256 of the network's file",
                            required = true,
                            schema = @Schema(pattern = "^[0-9a-f]{64}$"))
                    @QueryParam("network")
                    @Nullable
                    String network) {
        return check(String.valueOf(network))
                .answer(sha256 -> Response.ok(database.query(connection -> results.stepTimes(connection, sha256.hex())))
                        .build());
    }

    private static Checked<Sha256> check(String network) {
        return Sha256.parse(network)
                .<Checked<Sha256>>map(Checked.Valid::new)
                .orElseGet(() -> new Checked.Invalid<>(
                        ProblemType.invalidParameter("network", network, "64 digits of lower-case hexadecimal")));
    }
}
