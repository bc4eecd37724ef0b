package dev.shakedown.service.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much one client may ask for. */
@ConfigMapping(prefix = "shakedown.limits")
public interface LimitsConfig {

    /**
     * Uploads and submissions per minute and client; 0 means no limit. After a quiet minute a client may send as many
     * at once. A client is a token's subject or, without security, a remote address.
     */
    @WithDefault("600")
    int requestsPerMinute();
}
