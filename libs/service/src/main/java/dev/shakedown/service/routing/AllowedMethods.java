package dev.shakedown.service.routing;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

/**
 * The methods that an address takes, of all resources that have one there. Where an address has a name of its own, such
 * as {@code blobs/descriptions}, those that take the name as an id do not count.
 */
final class AllowedMethods {

    private AllowedMethods() {}

    /** In alphabetical order; none if there is nothing at this address. */
    static Set<String> of(UriInfo address) {
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
