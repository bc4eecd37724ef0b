package dev.shakedown.service.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Counts the requests of all clients against {@link LimitsConfig}. Made when the first one comes. */
@ApplicationScoped
class ClientRequests {

    private final int perMinute;
    private final RequestRate rate;

    ClientRequests(LimitsConfig config) {
        this.perMinute = config.requestsPerMinute();
        this.rate = new RequestRate(Math.max(1, perMinute), System::nanoTime);
    }

    /** Counts one request, or throws if the client must wait. */
    void count(String client) {
        if (perMinute <= 0) {
            return;
        }
        Duration wait = rate.take(client);
        if (!wait.isZero()) {
            throw new TooManyRequestsException(perMinute, wait);
        }
    }
}
