package dev.shakedown.service.body;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Has bodies received for calls that {@link ReceivesBody}. Runs last of the filters: callers without the role, or with
 * too many calls, send no body.
 */
@Provider
@ReceivesBody(limit = "")
@Priority(Priorities.USER + 1000)
public class BodyFilter implements ContainerRequestFilter {

    private final BodyReceiver receiver;

    BodyFilter(BodyReceiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        receiver.receive((ResteasyReactiveContainerRequestContext) context);
    }
}
