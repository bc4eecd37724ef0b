package dev.shakedown.service.body;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Receives one body on the connection's event loop. No thread waits for the sender. */
final class BodyReception {

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final BodySink sink;
    private final Limits limits;
    private final Consumer<Outcome> end;
    private final long begun = System.nanoTime();
    private long lastBytes = begun;
    private long received;
    private boolean ended;
    private long timer;

    /**
     * How much a sender may take.
     *
     * @param bytes the largest body
     * @param pause the longest time without a byte
     * @param whole the longest time for the whole body
     */
    record Limits(long bytes, Duration pause, Duration whole) {}

    /** How it ended. */
    sealed interface Outcome {

        /** All of it is here. */
        record Whole(InputStream body) implements Outcome {}

        /** It is larger than the limit. */
        record TooLarge() implements Outcome {}

        /**
         * The sender was too slow.
         *
         * @param bytes received so far
         */
        record TooSlow(long bytes) implements Outcome {}

        /**
         * The sender went away.
         *
         * @param bytes received so far
         */
        record BrokenOff(long bytes) implements Outcome {}

        /** It could not be written to disk. */
        record NotStored(String reason) implements Outcome {}
    }

    BodyReception(Vertx vertx, HttpServerRequest request, BodySink sink, Limits limits, Consumer<Outcome> end) {
        this.vertx = vertx;
        this.request = request;
        this.sink = sink;
        this.limits = limits;
        this.end = end;
    }

    /** Waits for bytes; the request is paused until the caller resumes it. On the event loop. */
    void start() {
        if (request.isEnded()) {
            whole();
            return;
        }
        if (sink instanceof BodySink.OnDisk file) {
            var unused = file.stream()
                    .exceptionHandler(failure -> fail(new Outcome.NotStored(String.valueOf(failure.getMessage()))))
                    .drainHandler(written -> request.resume());
        }
        var unused = request.handler(this::take)
                .exceptionHandler(failure -> brokenOff())
                .endHandler(all -> whole());
        watch();
    }

    /** The connection was closed; has no effect once all of the body is here. */
    void brokenOff() {
        fail(new Outcome.BrokenOff(received));
    }

    private void take(Buffer bytes) {
        if (ended) {
            return;
        }
        lastBytes = System.nanoTime();
        received += bytes.length();
        if (received > limits.bytes()) {
            fail(new Outcome.TooLarge());
            return;
        }
        sink.write(bytes);
        if (sink instanceof BodySink.OnDisk file && file.stream().writeQueueFull()) {
            request.pause();
        }
    }

    private void whole() {
        if (finish()) {
            var unused = sink.whole()
                    .onSuccess(body -> end.accept(new Outcome.Whole(body)))
                    .onFailure(failure -> end.accept(new Outcome.NotStored(String.valueOf(failure.getMessage()))));
        }
    }

    private void fail(Outcome outcome) {
        if (finish()) {
            sink.discard();
            end.accept(outcome);
        }
    }

    private boolean finish() {
        if (ended) {
            return false;
        }
        ended = true;
        vertx.cancelTimer(timer);
        return true;
    }

    private void watch() {
        long now = System.nanoTime();
        long left = Math.min(
                limits.pause().toNanos() - (now - lastBytes), limits.whole().toNanos() - (now - begun));
        if (left <= 0) {
            fail(new Outcome.TooSlow(received));
        } else {
            timer = vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(left) + 1, any -> watch());
        }
    }
}
