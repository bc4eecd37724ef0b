package dev.shakedown.service.access;

import java.time.Duration;

/** A client has sent more than {@link LimitsConfig} allows. */
public final class TooManyRequestsException extends RuntimeException {

    private final Duration wait;

    TooManyRequestsException(int perMinute, Duration wait) {
        super("More than %d calls that store or change something per minute".formatted(perMinute));
        this.wait = wait;
    }

    /** For the header {@code Retry-After}: whole seconds, at least 1. */
    public long retryAfterSeconds() {
        return Math.max(1, (wait.toMillis() + 999) / 1000);
    }
}
