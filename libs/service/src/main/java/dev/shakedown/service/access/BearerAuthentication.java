package dev.shakedown.service.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.smallrye.jwt.runtime.auth.JWTAuthMechanism;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.util.Base64;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Who calls: the bearer of a verified token, with the roles of its groups; or, without security, an anonymous caller
 * with all roles.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class BearerAuthentication implements HttpAuthenticationMechanism {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecurityIdentity ANONYMOUS = QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal("anonymous"))
            .addRoles(Role.all())
            .build();

    private final JWTAuthMechanism tokens;
    private final SecurityConfig config;

    BearerAuthentication(JWTAuthMechanism tokens, SecurityConfig config) {
        this.tokens = tokens;
        this.config = config;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        if (!config.enabled()) {
            return Uni.createFrom().item(ANONYMOUS);
        }
        return tokens.authenticate(context, providers)
                .onItem()
                .ifNotNull()
                .transform(BearerAuthentication::withImpliedRoles)
                // A claim of another type than it must have, such as groups that is no array.
                .onFailure(failure -> !(failure instanceof AuthenticationFailedException))
                .transform(AuthenticationFailedException::new);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return tokens.getChallenge(context);
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return tokens.getCredentialTypes();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return tokens.getCredentialTransport(context);
    }

    /** The library takes a text, too, and divides it into groups. */
    private static boolean hasGroupsAsTexts(JsonWebToken token) {
        String[] parts = String.valueOf(token.getRawToken()).split("\\.", -1);
        try {
            JsonNode groups =
                    JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("groups");
            return groups.isMissingNode()
                    || (groups.isArray()
                            && StreamSupport.stream(groups.spliterator(), false).allMatch(JsonNode::isTextual));
        } catch (IOException e) {
            return false;
        }
    }

    private static SecurityIdentity withImpliedRoles(SecurityIdentity bearer) {
        if (bearer.getPrincipal() instanceof JsonWebToken token && !hasGroupsAsTexts(token)) {
            throw new AuthenticationFailedException("groups: must be an array of texts");
        }
        return QuarkusSecurityIdentity.builder(bearer)
                .addRoles(Role.of(bearer.getRoles()))
                .build();
    }
}
