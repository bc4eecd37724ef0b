package dev.shakedown.jobapi.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A problem as it travels (RFC 9457).
 *
 * @param type stable URI of the kind of problem
 * @param title the kind in words
 * @param status the HTTP status
 * @param detail this occurrence in words
 * @param violations each thing that is wrong; absent where the detail says it all
 */
@Schema(description = "A problem document (RFC 9457)")
public record ProblemDocument(
        URI type,
        String title,
        int status,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Violation> violations) {

    public ProblemDocument {
        violations = List.copyOf(violations);
    }
}
