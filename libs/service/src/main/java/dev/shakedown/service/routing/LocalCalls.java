package dev.shakedown.service.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.shakedown.contract.http.Problem;
import dev.shakedown.service.access.SecurityConfig;
import dev.shakedown.service.problem.ProblemType;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refuses calls that pages of other sites make, at a service that needs no token. */
@ApplicationScoped
class LocalCalls {

    /** Before everything else. */
    private static final int FIRST = 500;

    private final SecurityConfig security;
    private final ObjectMapper json;

    LocalCalls(SecurityConfig security, ObjectMapper json) {
        this.security = security;
        this.json = json;
    }

    void register(@Observes Filters filters) {
        if (!security.enabled()) {
            filters.register(this::check, FIRST);
        }
    }

    private void check(RoutingContext call) {
        Optional<String> refusal =
                new LocalCall(call.request().getHeader("Host"), call.request().getHeader("Origin")).refusal();
        if (refusal.isEmpty()) {
            call.next();
            return;
        }
        Problem problem = ProblemType.FOREIGN_CALLER.problem(refusal.get());
        var unused = call.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Connection", "close")
                .end(document(problem))
                // A body is not read.
                .onComplete(sent -> call.request().connection().close());
    }

    private String document(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A call of a service that needs no token. A web page of another site can make a browser call it, by its address or
     * by a name that resolves to it; such a call is refused.
     *
     * @param host the header Host, such as {@code 127.0.0.1:8080}; null where there is none, which no browser does
     * @param origin the header Origin, which browsers send with every call of another page that could change something
     */
    record LocalCall(@Nullable String host, @Nullable String origin) {

        private static final Pattern PORT = Pattern.compile(":\\d*$");
        private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

        /** Why the call is refused: names the header, its value and what would be right. */
        Optional<String> refusal() {
            if (host != null && !isLoopback(PORT.matcher(host).replaceFirst(""))) {
                return Optional.of(
                        "Host: %s: must be localhost or 127.0.0.1 at a service without tokens".formatted(host));
            }
            if (origin != null && !isLocal(origin)) {
                return Optional.of(
                        "Origin: %s: must be a page of this machine, such as http://127.0.0.1:8081, at a service"
                                        .formatted(origin)
                                + " without tokens");
            }
            return Optional.empty();
        }

        private static boolean isLocal(String origin) {
            try {
                String host = new URI(origin).getHost();
                return host != null && isLoopback(host);
            } catch (URISyntaxException e) {
                return false;
            }
        }

        /** A name is not looked up: who owns it decides what it resolves to. */
        private static boolean isLoopback(String host) {
            return LOOPBACK.matcher(host).matches();
        }
    }
}
