package dev.shakedown.attackworker.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** {@code shakedown.delivery}: how this worker consumes jobs and republishes them. */
@ConfigMapping(prefix = "shakedown.delivery")
public interface DeliveryConfig {

    /**
     * The queue that this worker takes jobs from; its topics must exist. Workers of one queue should serve the same
     * networks. Not set: the default queue, which has no name.
     */
    Optional<String> queue();

    /**
     * How long a job runs at most before it is published again with its state; a killed worker loses at most that.
     * Default: 5 minutes.
     */
    @WithDefault("5m")
    Duration leg();

    /** After how many failed attempts a job is given up. Default: 3. */
    @WithDefault("3")
    int attempts();

    /** How long to wait before a failed attempt is repeated; twice as long after each further one. Default: 2 s. */
    @WithDefault("2s")
    Duration firstPause();

    /** After how long without a heartbeat a worker counts as dead. Default: 15 s. */
    @WithDefault("15s")
    Duration sessionTimeout();

    /** How long republishing jobs may take when the worker stops or loses partitions. Default: 20 s. */
    @WithDefault("20s")
    Duration drainTimeout();

    /** The largest state that is published, in MiB; a job with a larger one goes on until it ends. Default: 48. */
    @WithDefault("48")
    int largestStateMebibytes();

    /** How many ended jobs are remembered, so that they do not run again. Default: 200000. */
    @WithDefault("200000")
    int rememberedJobs();

    /** Number of results waiting to be stored from which on no further job begins. Default: 20000. */
    @WithDefault("20000")
    long mostUnstoredResults();
}
