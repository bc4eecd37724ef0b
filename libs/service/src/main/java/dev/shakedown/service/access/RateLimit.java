package dev.shakedown.service.access;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

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
}
