package dev.shakedown.service.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether callers must show a token. */
@ConfigMapping(prefix = "shakedown.security")
public interface SecurityConfig {

    /**
     * Whether every call needs a token with the right role. If false, every caller has all roles, and the service
     * starts only on a loopback address.
     */
    @WithDefault("true")
    boolean enabled();
}
