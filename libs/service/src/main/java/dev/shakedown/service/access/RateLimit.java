package dev.shakedown.service.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;

/** Refuses calls that are {@link RateLimited} while their client has made too many. Runs once its role was checked. */
@Provider
@RateLimited
public class RateLimit implements ContainerRequestFilter {

    private final ClientRequests requests;
    private final CallingClient client;

    RateLimit(ClientRequests requests, CallingClient client) {
        this.requests = requests;
        this.client = client;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        requests.count(client.name());
    }

    /** Counts the requests of all clients against {@link LimitsConfig}. Made when the first one comes. */
    @ApplicationScoped
    static class ClientRequests {

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

    /** A client has sent more than {@link LimitsConfig} allows. */
    public static final class TooManyRequestsException extends RuntimeException {

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
}
