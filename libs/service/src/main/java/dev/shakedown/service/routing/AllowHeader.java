package dev.shakedown.service.routing;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/**
 * Names the methods of an address, where they are asked for and where another one was used. The framework names those
 * of one resource alone, and names none with 405.
 */
@Provider
@PreMatching
public class AllowHeader implements ContainerRequestFilter, ContainerResponseFilter {

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getMethod().equals(HttpMethod.OPTIONS)) {
            Set<String> methods = AllowedMethods.of(request.getUriInfo());
            request.abortWith((methods.isEmpty()
                            ? Response.status(Response.Status.NOT_FOUND)
                            : Response.noContent().header(HttpHeaders.ALLOW, String.join(", ", methods)))
                    .build());
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() == Response.Status.METHOD_NOT_ALLOWED.getStatusCode()) {
            response.getHeaders()
                    .putSingle(HttpHeaders.ALLOW, String.join(", ", AllowedMethods.of(request.getUriInfo())));
        }
    }
}
