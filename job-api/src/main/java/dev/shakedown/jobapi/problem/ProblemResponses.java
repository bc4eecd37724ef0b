package dev.shakedown.jobapi.problem;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where problems, and whatever the framework throws, become HTTP answers. */
public final class ProblemResponses {

    /** Media type of a problem document. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** RFC 9457: no more is known than the status says. */
    private static final URI NO_MORE_THAN_THE_STATUS = URI.create("about:blank");

    private static final Logger LOG = Logger.getLogger(ProblemResponses.class);

    /** The answer to a request that met a problem. */
    public static Response of(Problem problem) {
        ProblemType type = problem.type();
        return respond(
                new ProblemDocument(type.uri(), type.title(), type.status(), problem.detail(), problem.violations()));
    }

    @ServerExceptionMapper
    Response known(ProblemException exception) {
        return of(exception.problem());
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException exception) {
        Response answer = exception.getResponse();
        if (answer.getStatus() == ProblemType.NOT_FOUND.status()) {
            return of(Problem.of(ProblemType.NOT_FOUND, "There is nothing at this address"));
        }
        if (answer.getStatus() == ProblemType.TOO_LARGE.status()) {
            return of(Problem.of(ProblemType.TOO_LARGE, "The body is larger than the limit"));
        }
        if (answer.getStatus() < 400) {
            return answer;
        }
        Response.StatusType status = answer.getStatusInfo();
        String message = exception.getMessage();
        return respond(new ProblemDocument(
                NO_MORE_THAN_THE_STATUS,
                status.getReasonPhrase(),
                status.getStatusCode(),
                message == null ? status.getReasonPhrase() : message,
                List.of()));
    }

    @ServerExceptionMapper
    Response unexpected(Throwable exception) {
        LOG.error("A request failed for a reason that nobody expected", exception);
        return respond(new ProblemDocument(
                NO_MORE_THAN_THE_STATUS,
                "Internal Server Error",
                500,
                "This is a fault of the server; its log says more",
                List.of()));
    }

    private static Response respond(ProblemDocument document) {
        return Response.status(document.status())
                .type(MEDIA_TYPE)
                .entity(document)
                .build();
    }
}
