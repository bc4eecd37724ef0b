package dev.shakedown.service.body;

import dev.shakedown.service.access.CallingClient;
import dev.shakedown.service.access.LimitsConfig;
import dev.shakedown.service.body.BodyReception.Limits;
import dev.shakedown.service.body.BodyReception.Outcome;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Receives the bodies of calls that {@link ReceivesBody} while no thread waits for them, and refuses those that are too
 * large, too slow or broken off. Made when the first one comes.
 */
@ApplicationScoped
class BodyReceiver {

    private static final Logger LOG = Logger.getLogger(BodyReceiver.class);

    private final CallingClient client;
    private final CurrentVertxRequest current;
    private final Config settings;
    private final LimitsConfig limits;
    private final OpenBodies open;

    BodyReceiver(CallingClient client, CurrentVertxRequest current, Config settings, LimitsConfig limits) {
        this.client = client;
        this.current = current;
        this.settings = settings;
        this.limits = limits;
        this.open = new OpenBodies(limits.openBodies());
    }

    /** Answers the call, or lets it go on with its body. */
    void receive(ResteasyReactiveContainerRequestContext call) {
        ReceivesBody rule = call.getServerRequestContext()
                .getResteasyReactiveResourceInfo()
                .getMethod()
                .getAnnotation(ReceivesBody.class);
        HttpServerRequest request = current.getCurrent().request();
        long limit = settings.getValue(rule.limit(), MemorySize.class).asLongValue();
        if (announced(request) > limit) {
            call.abortWith(tooLarge(rule, limit));
            return;
        }
        String sender = client.name();
        if (!open.enter(sender)) {
            call.abortWith(tooMany());
            return;
        }
        call.getServerRequestContext().registerCompletionCallback(ended -> open.leave(sender));
        try {
            receive(call, request, rule, limit);
        } catch (IOException e) {
            call.abortWith(notStored(String.valueOf(e.getMessage())));
        }
    }

    private void receive(
            ResteasyReactiveContainerRequestContext call, HttpServerRequest request, ReceivesBody rule, long limit)
            throws IOException {
        RoutingContext routing = current.getCurrent();
        Vertx vertx = routing.vertx();
        BodySink sink = rule.onDisk() ? onDisk(call, vertx) : new BodySink.InMemory();
        BodyReception reception = new BodyReception(
                vertx,
                request,
                sink,
                new Limits(limit, limits.bodyPause(), limits.bodyTime()),
                outcome -> answer(call, request, rule, limit, outcome));
        call.suspend();
        Context loop = vertx.getOrCreateContext();
        loop.runOnContext(now -> {
            routing.addEndHandler(closed -> reception.brokenOff());
            reception.start();
            // Tells a sender that waits for permission to go on.
            ((ResteasyReactiveRequestContext) call.getServerRequestContext())
                    .serverRequest()
                    .resumeRequestInput();
        });
    }

    private static BodySink onDisk(ResteasyReactiveContainerRequestContext call, Vertx vertx) throws IOException {
        Path path = Files.createTempFile("shakedown-upload-", null);
        call.getServerRequestContext().registerCompletionCallback(ended -> delete(path));
        return new BodySink.OnDisk(
                path, vertx.fileSystem().openBlocking(path.toString(), new OpenOptions().setRead(false)));
    }

    private static void answer(
            ResteasyReactiveContainerRequestContext call,
            HttpServerRequest request,
            ReceivesBody rule,
            long limit,
            Outcome outcome) {
        if (outcome instanceof Outcome.Whole whole) {
            call.setEntityStream(whole.body());
            call.resume();
            return;
        }
        if (!(outcome instanceof Outcome.TooLarge)) {
            LOG.debugf("%s %s: %s", request.method(), request.path(), outcome);
        }
        call.abortWith(refusal(rule, limit, outcome));
    }

    private static Response refusal(ReceivesBody rule, long limit, Outcome outcome) {
        if (outcome instanceof Outcome.TooLarge) {
            return tooLarge(rule, limit);
        }
        if (outcome instanceof Outcome.TooSlow slow) {
            return ProblemMapper.response(
                    ProblemType.BODY_TIMEOUT,
                    "The %s did not arrive in time; %d bytes came".formatted(rule.content(), slow.bytes()));
        }
        return outcome instanceof Outcome.NotStored failed
                ? notStored(failed.reason())
                : ProblemMapper.response(ProblemType.INVALID_PARAMETER, "The body ended early");
    }

    private static Response tooLarge(ReceivesBody rule, long limit) {
        return ProblemMapper.response(
                rule.refusal(), "The %s is larger than %d bytes".formatted(rule.content(), limit));
    }

    private Response tooMany() {
        String detail = "More than %d calls with a body of one client at a time; try again in 1 s"
                .formatted(limits.openBodies());
        return Response.fromResponse(ProblemMapper.response(ProblemType.TOO_MANY_REQUESTS, detail))
                .header(HttpHeaders.RETRY_AFTER, 1)
                .build();
    }

    private static Response notStored(String reason) {
        return ProblemMapper.response(ProblemType.UNAVAILABLE, "The body could not be stored: " + reason);
    }

    /** The length that the sender announces, in bytes; 0 where it does not. */
    private static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warnf("A temporary file could not be deleted: %s", e.getMessage());
        }
    }

    /** Counts the calls with a body that each client has open. Thread-safe. */
    static final class OpenBodies {

        private final int most;
        private final Map<String, Integer> open = new ConcurrentHashMap<>();

        /**
         * Counts from nothing.
         *
         * @param most calls at a time and client; 0 means no limit
         */
        OpenBodies(int most) {
            this.most = most;
        }

        /**
         * Counts one more, to be given to {@link #leave}; false, and not counted, if the client has as many as it may.
         */
        boolean enter(String client) {
            // Of calls at the same time each sees the number that it made itself.
            int now = open.merge(client, 1, Integer::sum);
            if (most > 0 && now > most) {
                leave(client);
                return false;
            }
            return true;
        }

        void leave(String client) {
            open.computeIfPresent(client, (any, count) -> count == 1 ? null : (Integer) (count - 1));
        }
    }
}
