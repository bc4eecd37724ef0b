package dev.shakedown.service.access;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.util.ResourceUtils;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Stops a service that would start open to others, or that could verify no token, before it does anything. */
@ApplicationScoped
class StartGuard {

    private static final Logger LOG = Logger.getLogger(StartGuard.class);
    private static final String KEY_LOCATION = "mp.jwt.verify.publickey.location";

    private final SecurityConfig security;
    private final Config config;

    StartGuard(SecurityConfig security, Config config) {
        this.security = security;
        this.config = config;
    }

    void check(@Observes @Priority(1) StartupEvent event) {
        StartCondition condition = new StartCondition(
                security.enabled(),
                text("quarkus.http.host").orElse("0.0.0.0"),
                text(KEY_LOCATION),
                text("mp.jwt.verify.publickey"),
                text("mp.jwt.verify.issuer"));
        condition
                .refusal()
                .or(() -> security.enabled() ? unreadableKey() : Optional.empty())
                .ifPresent(reason -> {
                    // Of this one Quarkus prints the message alone; of others also where they came from.
                    throw new ConfigurationException("The service does not start. " + reason);
                });
        if (!security.enabled()) {
            LOG.info("Calls need no token: shakedown.security.enabled is false, and only this machine can call");
        }
    }

    /** A key set that is fetched from its issuer may come later; a file must be there. */
    private Optional<String> unreadableKey() {
        return text(KEY_LOCATION)
                .filter(location -> !location.startsWith("http:") && !location.startsWith("https:"))
                .filter(location -> !isReadable(location))
                .map(location -> "%s: %s: must be a file that can be read".formatted(KEY_LOCATION, location));
    }

    private static boolean isReadable(String location) {
        try {
            return ResourceUtils.readResource(location) != null;
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<String> text(String name) {
        return config.getOptionalValue(name, String.class);
    }

    /**
     * Whether a service may start: only where it knows whom to trust, or where only this machine can reach it.
     *
     * @param enabled {@code shakedown.security.enabled}
     * @param host {@code quarkus.http.host}
     * @param keyLocation {@code mp.jwt.verify.publickey.location}
     * @param key {@code mp.jwt.verify.publickey}
     * @param issuer {@code mp.jwt.verify.issuer}
     */
    record StartCondition(
            boolean enabled, String host, Optional<String> keyLocation, Optional<String> key, Optional<String> issuer) {

        private static final String ELSE =
                "; or, for a service that only this machine reaches, shakedown.security.enabled=false with "
                        + "quarkus.http.host=127.0.0.1";

        /** Why the service must not start: names the key, the value and what would be right. */
        Optional<String> refusal() {
            if (!enabled) {
                return isLoopback(host)
                        ? Optional.empty()
                        : Optional.of(("shakedown.security.enabled: false: must be true unless quarkus.http.host is a "
                                        + "loopback address such as 127.0.0.1; it is %s, so others could do anything here "
                                        + "without a token")
                                .formatted(host));
            }
            if (keyLocation.isEmpty() && key.isEmpty()) {
                return Optional.of("mp.jwt.verify.publickey.location: missing: must be where the public key is that "
                        + "verifies tokens, such as /etc/shakedown/public.pem" + ELSE);
            }
            if (issuer.isEmpty()) {
                return Optional.of(
                        "mp.jwt.verify.issuer: missing: must be who issues the tokens, as in their claim iss" + ELSE);
            }
            return Optional.empty();
        }

        private static boolean isLoopback(String host) {
            try {
                return InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException e) {
                return false;
            }
        }
    }
}
