package dev.shakedown.jobapi;

import dev.shakedown.jobapi.store.ResultStoreConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Lets scripts of result-store's pages call this service (CORS), and no others. Tokens and roles count as for every
 * other caller; cookies are not used.
 */
@ApplicationScoped
class PagesCalls {

    /** After calls of other sites were refused. */
    private static final int SECOND = 400;

    private static final String SECONDS_KEPT = "600";

    private final PagesOrigin pages;

    PagesCalls(ResultStoreConfig resultStore) {
        this.pages = new PagesOrigin(resultStore.publicUrl());
    }

    void register(@Observes Filters filters) {
        filters.register(this::answer, SECOND);
    }

    private void answer(RoutingContext call) {
        String origin = call.request().getHeader("Origin");
        if (origin == null || !pages.isOf(origin)) {
            call.next();
            return;
        }
        HttpServerResponse response = call.response();
        response.putHeader("Access-Control-Allow-Origin", origin).putHeader("Vary", "Origin");
        boolean isQuestion = call.request().method().equals(HttpMethod.OPTIONS)
                && call.request().getHeader("Access-Control-Request-Method") != null;
        if (!isQuestion) {
            call.next();
            return;
        }
        var unused = response.setStatusCode(204)
                .putHeader("Access-Control-Allow-Methods", "GET, POST")
                .putHeader("Access-Control-Allow-Headers", "Authorization, Content-Type")
                .putHeader("Access-Control-Max-Age", SECONDS_KEPT)
                .end();
    }

    /** The origin of result-store's pages, whose scripts may call this service. */
    record PagesOrigin(URI pages) {

        private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

        /** Whether a call with this header Origin comes from the pages. All names of the own machine mean the same. */
        boolean isOf(String origin) {
            try {
                URI caller = new URI(origin);
                String host = caller.getHost();
                return host != null
                        && caller.getScheme().equals(pages.getScheme())
                        && port(caller) == port(pages)
                        && (host.equals(pages.getHost())
                                || (LOOPBACK.contains(host) && LOOPBACK.contains(pages.getHost())));
            } catch (URISyntaxException e) {
                return false;
            }
        }

        private static int port(URI address) {
            int usual = "https".equals(address.getScheme()) ? 443 : 80;
            return address.getPort() < 0 ? usual : address.getPort();
        }
    }
}
