package dev.shakedown.service.problem;

import dev.shakedown.contract.http.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where problems and exceptions become HTTP responses. */
public final class ProblemMapper {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    /** The response to a request that met a problem. */
    public static Response response(Problem problem) {
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }

    /** The response to a request that met a problem of this type. */
    public static Response response(ProblemType type, String detail) {
        return response(type.problem(detail));
    }

    /** A problem of a call whose answer is a stream. */
    @ServerExceptionMapper
    public Response known(ProblemException exception) {
        return response(exception.problem());
    }

    /** A refusal by the HTTP framework. */
    @ServerExceptionMapper
    public Response framework(WebApplicationException exception) {
        Response answer = exception.getResponse();
        Response.StatusType status = answer.getStatusInfo();
        return switch (status.getStatusCode()) {
            case 400 -> response(ProblemType.INVALID_PARAMETER, "The request cannot be read");
            case 404 -> response(ProblemType.NOT_FOUND, "There is nothing at this address");
            case 413 -> response(ProblemType.TOO_LARGE, "The body is larger than the limit");
            default ->
                status.getStatusCode() < 400
                        ? answer
                        : ofStatus(
                                status,
                                exception.getMessage() == null ? status.getReasonPhrase() : exception.getMessage());
        };
    }

    /** A bug: the client learns no more than that. */
    @ServerExceptionMapper
    public Response unexpected(Throwable exception) {
        LOG.error("A request failed unexpectedly", exception);
        return ofStatus(
                Response.Status.INTERNAL_SERVER_ERROR, "This is a bug in Shakedown; the service's log has the cause");
    }

    private static Response ofStatus(Response.StatusType status, String detail) {
        return response(
                new Problem(Problem.NO_TYPE, status.getReasonPhrase(), status.getStatusCode(), detail, List.of()));
    }
}
