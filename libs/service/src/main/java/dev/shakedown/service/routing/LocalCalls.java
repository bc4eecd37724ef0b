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
import java.util.Optional;

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
}
