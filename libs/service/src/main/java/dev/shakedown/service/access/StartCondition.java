package dev.shakedown.service.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

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
