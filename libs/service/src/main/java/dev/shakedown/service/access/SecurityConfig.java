package dev.shakedown.service.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether callers must show a token. */
@ConfigMapping(prefix = "shakedown.security")
public interface SecurityConfig {

    /**
     * Whether every call needs a token with the right role; true by default. Without it everybody has all roles, so the
     * service then refuses to start unless it listens on a loopback address.
     */
    @WithDefault("true")
    boolean enabled();
}
