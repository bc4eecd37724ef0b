package dev.shakedown.results.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Taking in records. */
@ConfigMapping(prefix = "shakedown.ingest")
public interface IngestConfig {

    /** How long to wait before a batch is tried again when PostgreSQL is away; doubles with every try. */
    @WithDefault("250ms")
    Duration firstRetry();

    /** The longest that this wait becomes. */
    @WithDefault("10s")
    Duration longestRetry();
}
