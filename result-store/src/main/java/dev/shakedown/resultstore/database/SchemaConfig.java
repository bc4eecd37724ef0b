package dev.shakedown.resultstore.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code shakedown.schema}: who brings the schema up to date. */
@ConfigMapping(prefix = "shakedown.schema")
public interface SchemaConfig {

    /**
     * Who brings the schema up to date: this service, this process which then ends, or another one that is waited for.
     */
    @WithDefault("at-start")
    Migration migration();

    /** How long {@link Migration#ONLY} waits for PostgreSQL before it gives up. Default: 2 minutes. */
    @WithDefault("2m")
    Duration patience();

    /** Who migrates. */
    enum Migration {
        /** This service, when it starts. Several at once take turns. */
        AT_START,
        /** This process, which then ends and does nothing else: see {@code ResultStoreMain}. */
        ONLY,
        /** Another process migrates; this service waits for it, and its user needs no right to change the schema. */
        AWAIT
    }
}
