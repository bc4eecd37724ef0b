package dev.shakedown.service.problem;

import dev.shakedown.contract.http.Problem;
import dev.shakedown.service.access.Role;
import dev.shakedown.service.access.TooManyRequestsException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps refused access to problem documents. Nothing of a token is ever in a response. */
public final class AccessProblems {

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
        return ProblemMapper.response(ProblemType.FORBIDDEN, "This call needs the role " + role);
    }

    /** A client that exceeds its limit. */
    @ServerExceptionMapper
    public Response tooOften(TooManyRequestsException exception) {
        long wait = exception.retryAfterSeconds();
        Problem problem =
                ProblemType.TOO_MANY_REQUESTS.problem("%s; try again in %d s".formatted(exception.getMessage(), wait));
        return Response.fromResponse(ProblemMapper.response(problem))
                .header(HttpHeaders.RETRY_AFTER, wait)
                .build();
    }

    private static Response unauthenticated(String detail) {
        return Response.fromResponse(ProblemMapper.response(ProblemType.UNAUTHENTICATED, detail))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }
}
