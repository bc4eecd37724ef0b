package dev.shakedown.service.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Refuses calls that are {@link RateLimited} while their client has made too many. Runs once its role was checked. */
@Provider
@RateLimited
public class RateLimit implements ContainerRequestFilter {

    private final ClientRequests requests;
    private final SecurityIdentity caller;
    private final CurrentVertxRequest request;

    RateLimit(ClientRequests requests, SecurityIdentity caller, CurrentVertxRequest request) {
        this.requests = requests;
        this.caller = caller;
        this.request = request;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        requests.count(client());
    }

    private String client() {
        if (caller.getPrincipal() instanceof JsonWebToken token) {
            return "bearer " + (token.getSubject() == null ? token.getName() : token.getSubject());
        }
        SocketAddress remote = request.getCurrent().request().remoteAddress();
        return "address " + (remote == null ? "unknown" : remote.hostAddress());
    }
}
