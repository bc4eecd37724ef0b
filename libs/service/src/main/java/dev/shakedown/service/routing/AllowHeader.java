package dev.shakedown.service.routing;

import dev.shakedown.contract.http.Problem;
import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

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
            Set<String> methods = methods(request.getUriInfo());
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
        Set<String> methods = methods(request.getUriInfo());
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

    /**
     * The methods that an address takes, of all resources that have one there, in alphabetical order; none if there is
     * nothing. Where an address has a name of its own, such as {@code blobs/descriptions}, those that take the name as
     * an id do not count.
     */
    private static Set<String> methods(UriInfo address) {
        String path = address.getRequestUri().getPath();
        Set<String> methods = new TreeSet<>();
        int mostLiteral = -1;
        RequestMapper<RestInitialHandler.InitialMatch> classes = new RequestMapper<>(
                ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers());
        for (RequestMapper.RequestMatch<RestInitialHandler.InitialMatch> match = classes.map(path);
                match != null;
                match = classes.continueMatching(path, match)) {
            String remaining = match.remaining.isEmpty() ? "/" : match.remaining;
            if (match.value.handlers[0] instanceof ClassRoutingHandler resource) {
                for (Map.Entry<String, RequestMapper<RuntimeResource>> method :
                        resource.getMappers().entrySet()) {
                    RequestMapper.RequestMatch<RuntimeResource> target =
                            method.getKey() == null ? null : method.getValue().map(remaining);
                    if (target != null) {
                        int literal = match.template.literalCharacterCount + target.template.literalCharacterCount;
                        if (literal > mostLiteral) {
                            methods.clear();
                            mostLiteral = literal;
                        }
                        if (literal == mostLiteral) {
                            methods.add(method.getKey());
                        }
                    }
                }
            }
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }
}
