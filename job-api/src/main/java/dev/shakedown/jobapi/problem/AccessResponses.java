package dev.shakedown.jobapi.problem;

import dev.shakedown.service.access.NeededRole;
import dev.shakedown.service.access.TooManyRequestsException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Who may not do what they ask for learns what they need; nothing of a token is ever in an answer. */
public final class AccessResponses {

    @ServerExceptionMapper
    Response withoutToken(UnauthorizedException exception) {
        return unauthenticated("This call needs a token: send the header Authorization: Bearer TOKEN");
    }

    @ServerExceptionMapper
    Response withBadToken(AuthenticationFailedException exception) {
        return unauthenticated("The token is not valid: it must be signed by the issuer that this service trusts, and "
                + "must not have expired");
    }

    @ServerExceptionMapper
    Response withoutRole(ForbiddenException exception, ResourceInfo called) {
        String detail = "This call needs the role %s".formatted(NeededRole.of(called));
        return ProblemResponses.of(Problem.of(ProblemType.FORBIDDEN, detail));
    }

    @ServerExceptionMapper
    Response tooOften(TooManyRequestsException exception) {
        long wait = exception.retryAfterSeconds();
        String detail = "%s; try again in %d s".formatted(exception.getMessage(), wait);
        Problem problem = Problem.of(ProblemType.TOO_MANY_REQUESTS, detail);
        return Response.fromResponse(ProblemResponses.of(problem))
                .header(HttpHeaders.RETRY_AFTER, wait)
                .build();
    }

    private static Response unauthenticated(String detail) {
        Problem problem = Problem.of(ProblemType.UNAUTHENTICATED, detail);
        return Response.fromResponse(ProblemResponses.of(problem))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }
}
