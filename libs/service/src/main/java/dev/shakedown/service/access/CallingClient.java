package dev.shakedown.service.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Whose call is being answered, for limits by client. Thread-safe; only once the caller's role was checked. */
@ApplicationScoped
public class CallingClient {

    private final SecurityIdentity caller;
    private final CurrentVertxRequest request;

    CallingClient(SecurityIdentity caller, CurrentVertxRequest request) {
        this.caller = caller;
        this.request = request;
    }

    /** The token's subject or, without security, the remote address. */
    public String name() {
        if (caller.getPrincipal() instanceof JsonWebToken token) {
            return "bearer " + (token.getSubject() == null ? token.getName() : token.getSubject());
        }
        SocketAddress remote = request.getCurrent().request().remoteAddress();
        return "address " + (remote == null ? "unknown" : remote.hostAddress());
    }
}
