package dev.shakedown.jobapi.watch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How running jobs are followed. */
@ConfigMapping(prefix = "shakedown.watch")
public interface WatchConfig {

    /** After how long without progress a job no longer counts as running. */
    @WithDefault("10m")
    Duration staleAfter();

    /**
     * How many running jobs are remembered, over all campaigns; beyond that those without progress for longest are
     * forgotten.
     */
    @WithDefault("10000")
    int maxRunning();

    /** How long an answer of the result-store about a campaign is reused. */
    @WithDefault("500ms")
    Duration countsGoodFor();

    /** How often the pace of campaigns that have not ended is measured. */
    @WithDefault("10s")
    Duration surveyEvery();

    /** How long a stream of events is silent before it sends a comment. */
    @WithDefault("15s")
    Duration heartbeat();
}
