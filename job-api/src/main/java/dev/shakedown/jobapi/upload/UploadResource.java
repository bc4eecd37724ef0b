package dev.shakedown.jobapi.upload;

import dev.shakedown.contract.campaign.ImageRef;
import dev.shakedown.jobapi.upload.UploadReceiver.UploadedKernel;
import dev.shakedown.service.access.RateLimited;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.body.ReceivedFile;
import dev.shakedown.service.body.ReceivesBody;
import dev.shakedown.service.problem.Checked;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Where images and kernels come in. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "uploads", description = "Images and kernels, before a campaign refers to them")
@APIResponse(responseCode = "413", description = "The file is too large")
@APIResponse(
        responseCode = "422",
        description = "The file cannot be used; the detail says what was found and what would be right")
@APIResponse(responseCode = "503", description = "The result-store does not answer; nothing was accepted")
@RolesAllowed(Role.SUBMIT)
class UploadResource {

    private final UploadReceiver uploads;
    private final MeterRegistry meters;

    UploadResource(UploadReceiver uploads, MeterRegistry meters) {
        this.uploads = uploads;
        this.meters = meters;
    }

    @POST
    @RateLimited
    @ReceivesBody(limit = "shakedown.upload.max-file", content = "file", onDisk = true)
    @Path("/images")
    @Operation(
            operationId = "uploadImage",
            summary = "Upload an image",
            description = "A PNG or JPEG, sides 2 to 8192 and at most 4,194,304 pixels, at most 64 MiB. It is decoded "
                    + "whole and turned as its EXIF orientation says; truncated or damaged files are refused. "
                    + "Uploading the same file again is harmless.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = "image/png", schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = "image/jpeg", schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @APIResponseSchema(
            value = ImageRef.class,
            responseCode = "201",
            responseDescription = "The result-store has it; refer to it by its sha256")
    public Response image(ReceivedFile file) throws IOException, InterruptedException {
        return answer("image", uploads.image(file));
    }

    @POST
    @RateLimited
    @ReceivesBody(limit = "shakedown.upload.max-file", content = "file", onDisk = true)
    @Path("/kernels")
    @Operation(
            operationId = "uploadKernel",
            summary = "Upload a blur kernel",
            description = "An odd square of 3 to 255 that is finite, not negative and not all zero; it is divided by "
                    + "its sum and stored as NPY. Negative weights below 0.001 of the largest become 0, with a warning. "
                    + "The answer has the fields of a kernel of type file.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/octet-stream",
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponseSchema(
            value = UploadedKernel.class,
            responseCode = "201",
            responseDescription = "The result-store has it")
    @APIResponse(responseCode = "400", description = "A query parameter is not valid")
    public Response kernel(
            @Parameter(
                            description = "png, npy, text or mat",
                            required = true,
                            example = "mat",
                            schema = @Schema(enumeration = {"png", "npy", "text", "mat"}))
                    @QueryParam("format")
                    @Nullable
                    String format,
            @Parameter(
                            description = "Variable in a MATLAB file; not needed if only one holds numbers",
                            example = "kernels")
                    @QueryParam("variable")
                    @Nullable
                    String variable,
            @Parameter(
                            description = "Which kernel of several in a MATLAB variable, from 0",
                            example = "0",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "999999"))
                    @QueryParam("index")
                    @Nullable
                    String index,
            @Parameter(
                            description =
                                    "true: surround an even or oblong kernel with zeros; its pixel size/2 becomes the centre",
                            schema = @Schema(enumeration = {"true", "false"}))
                    @QueryParam("pad")
                    @Nullable
                    String pad,
            @Parameter(description = "What people call it; by default the first 12 digits of its hash")
                    @QueryParam("name")
                    @Nullable
                    String name,
            ReceivedFile file)
            throws IOException, InterruptedException {
        Checked<KernelParameters> parameters = KernelParameters.read(format, variable, index, pad, name);
        return answer(
                "kernel",
                parameters instanceof Checked.Valid<KernelParameters> valid
                        ? uploads.kernel(file, valid.value())
                        : parameters);
    }

    private Response answer(String kind, Checked<?> upload) {
        boolean stored = upload instanceof Checked.Valid<?>;
        meters.counter("shakedown.uploads", "kind", kind, "outcome", stored ? "stored" : "refused")
                .increment();
        return upload.answer(reference ->
                Response.status(Response.Status.CREATED).entity(reference).build());
    }
}
