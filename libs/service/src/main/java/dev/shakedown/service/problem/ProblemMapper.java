package dev.shakedown.service.problem;

import dev.shakedown.contract.http.Problem;
import dev.shakedown.service.access.RateLimit.TooManyRequestsException;
import dev.shakedown.service.access.Role;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
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

    /** The response with what was found, or that there is no such thing. */
    public static Response found(Optional<?> found, String what, String id) {
        return found.map(value -> Response.ok(value).build()).orElseGet(() -> response(ProblemType.notFound(what, id)));
    }

    /** A problem of a call whose answer is a stream. */
    @ServerExceptionMapper
    public Response known(ProblemException exception) {
        return response(exception.problem());
    }

    /** A call without a token that needs one. */
    @ServerExceptionMapper
    public Response withoutToken(UnauthorizedException exception) {
        return unauthenticated("This call needs a token: send the header Authorization: Bearer TOKEN");
    }

    /** A call with a token that is invalid or has expired. */
    @ServerExceptionMapper
    public Response withBadToken(AuthenticationFailedException exception) {
        return unauthenticated("The token is not valid: it must be signed by the issuer that this service trusts, and "
                + "must not have expired");
    }

    /** A call whose token lacks the role. */
    @ServerExceptionMapper
    public Response withoutRole(ForbiddenException exception, ResourceInfo called) {
        RolesAllowed ofMethod = called.getResourceMethod().getAnnotation(RolesAllowed.class);
        RolesAllowed allowed =
                ofMethod != null ? ofMethod : called.getResourceClass().getAnnotation(RolesAllowed.class);
        String role = allowed == null ? Role.ADMIN : String.join(" or ", allowed.value());
        return response(ProblemType.FORBIDDEN, "This call needs the role " + role);
    }

    /** A client that exceeds its limit. */
    @ServerExceptionMapper
    public Response tooOften(TooManyRequestsException exception) {
        long wait = exception.retryAfterSeconds();
        Problem problem =
                ProblemType.TOO_MANY_REQUESTS.problem("%s; try again in %d s".formatted(exception.getMessage(), wait));
        return Response.fromResponse(response(problem))
                .header(HttpHeaders.RETRY_AFTER, wait)
                .build();
    }

    /** Nothing of a token is ever in a response. */
    private static Response unauthenticated(String detail) {
        return Response.fromResponse(response(ProblemType.UNAUTHENTICATED, detail))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
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

    /** A problem of a call whose answer is not a response, such as a stream. */
    public static final class ProblemException extends RuntimeException {

        private final Problem problem;

        /** Carries the problem to {@link ProblemMapper}. */
        public ProblemException(Problem problem) {
            super(problem.detail());
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }
}
