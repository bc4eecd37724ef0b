package dev.shakedown.jobapi.submission;

import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.DryRun;
import dev.shakedown.contract.http.Problem;
import dev.shakedown.contract.http.Submission;
import dev.shakedown.jobapi.document.DocumentParser.DocumentFormat;
import dev.shakedown.jobapi.submission.CampaignSubmission.SubmissionOutcome;
import dev.shakedown.jobapi.submission.CampaignSubmission.SubmissionOutcome.Accepted;
import dev.shakedown.jobapi.submission.CampaignSubmission.SubmissionOutcome.KnownBefore;
import dev.shakedown.jobapi.submission.CampaignSubmission.SubmissionOutcome.Refused;
import dev.shakedown.jobapi.submission.KnownSubmissions.IdempotencyKey;
import dev.shakedown.service.access.CallingClient;
import dev.shakedown.service.access.RateLimited;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.body.ReceivesBody;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Where campaigns come in. */
@Path("/api/v1/campaigns")
@Tag(name = "campaigns", description = "Submit campaigns and watch them")
@RolesAllowed(Role.SUBMIT)
class SubmissionResource {

    private static final String YAML_EXAMPLE = """
            schema: 1
            name: demo
            images:
              - {name: astronaut, sha256: 3e4ff71ae5e9d2d1ba1a9a6fd7b0a5e9a5b4bb1b8a8d4f1f9a1c6f0e2d3c4b5a}
            blurs:
              - kernel: {type: camera-shake, size: 17, seed: 3}
                noise: {sigma: 0.01, seed: 1}
            networks: [wiener]
            attacks:
              - {type: untargeted, steps: 250}
            budgets: [4, 8]
            """;

    private static final String PROBLEM_EXAMPLE = """
            {"type": "urn:shakedown:problem:invalid-campaign", "title": "The campaign is not valid", "status": 422,
             "detail": "1 problem: attacks[0].steps: -5: must be a whole number from 1 to 100000",
             "violations": [{"field": "attacks[0].steps", "value": "-5",
                             "expected": "a whole number from 1 to 100000"}]}
            """;

    private final CampaignSubmission submission;
    private final CampaignDryRun dryRuns;
    private final CampaignWarnings warnings;
    private final CallingClient client;
    private final MeterRegistry meters;

    SubmissionResource(
            CampaignSubmission submission,
            CampaignDryRun dryRuns,
            CampaignWarnings warnings,
            CallingClient client,
            MeterRegistry meters) {
        this.submission = submission;
        this.dryRuns = dryRuns;
        this.warnings = warnings;
        this.client = client;
        this.meters = meters;
    }

    @POST
    @RateLimited
    @ReceivesBody(
            limit = "shakedown.campaign.max-document",
            content = "document",
            refusal = ProblemType.UNREADABLE_DOCUMENT)
    @Consumes({MediaType.APPLICATION_JSON, "application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "submit",
            summary = "Submit a campaign",
            description = "The whole document is checked and every violation reported. The same document over the same "
                    + "network files is the same campaign: submitting it again publishes nothing and answers 200. "
                    + "After 202 the campaign is durable and its jobs are being published. "
                    + "The field warnings has what is probably not meant.")
    @RequestBody(
            required = true,
            content = {
                @Content(
                        mediaType = "application/yaml",
                        schema = @Schema(type = SchemaType.OBJECT),
                        examples = @ExampleObject(name = "One image, two budgets", value = YAML_EXAMPLE)),
                @Content(mediaType = "application/json", schema = @Schema(type = SchemaType.OBJECT))
            })
    @APIResponseSchema(
            value = Submission.class,
            responseCode = "202",
            responseDescription = "Accepted; Location is where to watch it")
    @APIResponse(
            responseCode = "200",
            description = "Accepted before; or with dryRun what the campaign would be",
            content = @Content(schema = @Schema(oneOf = {Submission.class, DryRun.class})))
    @APIResponse(responseCode = "400", description = "The document cannot be read")
    @APIResponse(
            responseCode = "422",
            description = "The document says something that is not valid",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = Problem.class),
                            examples = @ExampleObject(name = "A negative number of steps", value = PROBLEM_EXAMPLE)))
    @APIResponse(responseCode = "503", description = "Kafka or the result-store does not answer; nothing was accepted")
    public Response submit(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) MediaType type,
            @Parameter(description = "What the client calls this submission, so that it can be sent again safely")
                    @HeaderParam(IdempotencyKey.HEADER)
                    @Nullable
                    String idempotencyKey,
            @Parameter(
                            description = "true: only say what the campaign would be",
                            schema = @Schema(enumeration = {"true", "false"}))
                    @QueryParam("dryRun")
                    @Nullable
                    String dryRun,
            InputStream document)
            throws IOException {
        IdempotencyKey key = null;
        if (idempotencyKey != null) {
            Optional<IdempotencyKey> read = IdempotencyKey.of(client.name(), idempotencyKey);
            if (read.isEmpty()) {
                return invalid(IdempotencyKey.HEADER, idempotencyKey, IdempotencyKey.EXPECTED);
            }
            key = read.get();
        }
        if (dryRun != null && !dryRun.equals("true") && !dryRun.equals("false")) {
            return invalid("dryRun", dryRun, "true or false");
        }
        byte[] bytes = document.readAllBytes();
        if ("true".equals(dryRun)) {
            return dryRuns.run(bytes, format(type))
                    .answer(result -> Response.ok(result).build());
        }
        SubmissionOutcome outcome = submission.submit(bytes, format(type), key);
        meters.counter(
                        "shakedown.submissions",
                        "outcome",
                        outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .increment();
        return answer(outcome);
    }

    private static Response invalid(String parameter, String value, String expected) {
        return ProblemMapper.response(ProblemType.invalidParameter(parameter, value, expected));
    }

    private Response answer(SubmissionOutcome outcome) {
        if (outcome instanceof Refused refused) {
            return ProblemMapper.response(refused.problem());
        }
        if (outcome instanceof KnownBefore known) {
            return Response.ok(withWarnings(known.submission()))
                    .location(address(known.submission()))
                    .build();
        }
        SubmittedCampaign submission = ((Accepted) outcome).submission();
        return Response.accepted(withWarnings(submission))
                .location(address(submission))
                .build();
    }

    private Submission withWarnings(SubmittedCampaign submission) {
        return new Submission(submission, warnings.of(submission.campaign()));
    }

    private static URI address(SubmittedCampaign submission) {
        return URI.create("/api/v1/campaigns/" + submission.id());
    }

    private static DocumentFormat format(MediaType type) {
        return MediaType.APPLICATION_JSON_TYPE.isCompatible(type) ? DocumentFormat.JSON : DocumentFormat.YAML;
    }
}
