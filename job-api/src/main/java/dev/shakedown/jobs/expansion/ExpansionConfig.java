package dev.shakedown.jobs.expansion;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How campaigns become jobs. */
@ConfigMapping(prefix = "shakedown.expansion")
public interface ExpansionConfig {

    /** How many jobs that can share a batch travel under one key, that is, to one partition. */
    @WithDefault("32")
    int chunkSize();

    /** How long to wait before a campaign is expanded again after Kafka did not take all its jobs. */
    @WithDefault("2s")
    Duration retryDelay();
}
