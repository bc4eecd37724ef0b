package dev.shakedown.service.routing;

import dev.shakedown.contract.http.Problem;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Set;

/**
 * Names the methods of an address, where they are asked for and where another one was used. The framework names those
 * of one resource alone, and names none with 405.
 */
@Provider
@PreMatching
public class AllowHeader implements ContainerRequestFilter, ContainerResponseFilter {

    private static final Response.Status NOT_ALLOWED = Response.Status.METHOD_NOT_ALLOWED;

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

    /** Of an address that several resources have, the framework says that it does not exist. */
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        int status = response.getStatus();
        if (status != NOT_ALLOWED.getStatusCode() && status != Response.Status.NOT_FOUND.getStatusCode()) {
            return;
        }
        Set<String> methods = AllowedMethods.of(request.getUriInfo());
        if (methods.isEmpty() || methods.contains(request.getMethod())) {
            return;
        }
        response.setStatusInfo(NOT_ALLOWED);
        response.getHeaders().putSingle(HttpHeaders.ALLOW, String.join(", ", methods));
        Problem problem = new Problem(
                Problem.NO_TYPE,
                NOT_ALLOWED.getReasonPhrase(),
                NOT_ALLOWED.getStatusCode(),
                "%s: must be one of %s".formatted(request.getMethod(), String.join(", ", methods)),
                List.of());
        response.setEntity(problem, new Annotation[0], MediaType.valueOf(Problem.MEDIA_TYPE));
    }
}
