package dev.shakedown.service.body;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Ends connections whose request was answered before its body was read: the next request on it would come after the
 * body. To close at once could take the answer from a client that still sends, so what comes is dropped for a while.
 */
@ApplicationScoped
class UnreadBodies {

    private static final int EARLY = 400;
    private static final long LINGER_MILLIS = 2_000;

    void register(@Observes Filters filters) {
        filters.register(UnreadBodies::watch, EARLY);
    }

    private static void watch(RoutingContext call) {
        HttpServerRequest request = call.request();
        if (hasBody(request) && request.version() != HttpVersion.HTTP_2) {
            call.addHeadersEndHandler(begun -> {
                if (!request.isEnded()) {
                    call.response().putHeader("Connection", "close");
                }
            });
            call.addEndHandler(answered -> {
                if (!request.isEnded()) {
                    drop(call, request);
                }
            });
        }
        call.next();
    }

    private static void drop(RoutingContext call, HttpServerRequest request) {
        var unused = request.handler(bytes -> {}).exceptionHandler(broken -> {}).resume();
        call.vertx().setTimer(LINGER_MILLIS, later -> request.connection().close());
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.getHeader("Transfer-Encoding") != null || (length != null && !length.equals("0"));
    }
}
