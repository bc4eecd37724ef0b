package dev.shakedown.jobapi.watch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How running jobs are followed. */
@ConfigMapping(prefix = "shakedown.watch")
public interface WatchConfig {

    /** A job without progress for so long no longer counts as running. */
    @WithDefault("10m")
    Duration staleAfter();

    /** How many running jobs are remembered, over all campaigns; beyond that the most silent are forgotten. */
    @WithDefault("10000")
    int maxRunning();

    /** How long an answer of the result-store about a campaign serves everybody who asks. */
    @WithDefault("500ms")
    Duration countsGoodFor();

    /** How often all campaigns that have not ended are looked at, to know their pace. */
    @WithDefault("10s")
    Duration surveyEvery();

    /** How long a stream of events says nothing before it says that it is still there. */
    @WithDefault("15s")
    Duration heartbeat();
}
