package dev.shakedown.service.access;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much one client may ask for. A client is a token's subject or, without security, a remote address. */
@ConfigMapping(prefix = "shakedown.limits")
public interface LimitsConfig {

    /**
     * Calls that store or change something, per minute and client; 0 means no limit. After a quiet minute a client may
     * send as many at once.
     */
    @WithDefault("600")
    int requestsPerMinute();

    /** Calls with a body that one client may have open at a time; 0 means no limit. */
    @WithDefault("64")
    int openBodies();

    /** The longest time without a byte of a body. */
    @WithDefault("20s")
    Duration bodyPause();

    /** The longest time for a whole body. */
    @WithDefault("10m")
    Duration bodyTime();

    /** The largest JSON body of a call that takes ids. */
    @WithDefault("1M")
    MemorySize jsonBody();
}
