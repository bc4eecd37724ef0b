package dev.shakedown.service.routing;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Gives requests that match no call of the interface one value of the metrics' tag {@code uri}. Otherwise it would be
 * their path, and any caller could use up the values that the metrics take.
 */
@ApplicationScoped
class UnmatchedPaths {

    /** Where the framework puts the template of the path that matches, and the metrics look for it. */
    private static final String TEMPLATE = "UrlPathTemplate";

    private static final String UNMATCHED = "/unmatched";
    private static final int BEFORE_ALL = 600;

    void register(@Observes Filters filters) {
        filters.register(UnmatchedPaths::mark, BEFORE_ALL);
    }

    private static void mark(RoutingContext call) {
        Vertx.currentContext().putLocal(TEMPLATE, UNMATCHED);
        call.next();
    }
}
