package dev.shakedown.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Refuses calls that are {@link RateLimited} while their client has made too many. Runs once its role was checked. */
@Provider
@RateLimited
public class RateLimit implements ContainerRequestFilter {

    private final int perMinute;
    private final RequestRate rate;
    private final SecurityIdentity caller;
    private final CurrentVertxRequest request;

    RateLimit(LimitsConfig config, SecurityIdentity caller, CurrentVertxRequest request) {
        this.perMinute = config.requestsPerMinute();
        this.rate = new RequestRate(Math.max(1, perMinute), System::nanoTime);
        this.caller = caller;
        this.request = request;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        if (perMinute <= 0) {
            return;
        }
        Duration wait = rate.take(client());
        if (!wait.isZero()) {
            throw new TooManyRequestsException(perMinute, wait);
        }
    }

    private String client() {
        if (caller.getPrincipal() instanceof JsonWebToken token) {
            return "bearer " + (token.getSubject() == null ? token.getName() : token.getSubject());
        }
        SocketAddress remote = request.getCurrent().request().remoteAddress();
        return "address " + (remote == null ? "unknown" : remote.hostAddress());
    }
}
