package dev.shakedown.jobapi.upload;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.shakedown.contract.Warning;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A kernel that was taken: the fields that a {@code file} kernel has in a campaign document, and warnings.
 *
 * @param size odd side in pixels
 * @param sha256 SHA-256 of the stored NPY bytes
 * @param name what people call it
 * @param warnings what was changed in its weights; not written where there is nothing
 */
@Schema(
        examples = "{\"size\": 19, \"sha256\": \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\","
                + " \"name\": \"levin-1\"}")
record UploadedKernel(
        int size,
        String sha256,
        String name,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Warning> warnings) {

    UploadedKernel {
        warnings = List.copyOf(warnings);
    }
}
