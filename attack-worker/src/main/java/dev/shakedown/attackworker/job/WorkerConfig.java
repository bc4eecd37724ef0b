package dev.shakedown.attackworker.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code shakedown.worker}: how this worker runs attacks. */
@ConfigMapping(prefix = "shakedown.worker")
public interface WorkerConfig {

    /** The name of this worker in results. Default: {@code worker}. */
    @WithDefault("worker")
    String name();

    /** DJL's name of the device to compute on: {@code cpu}, {@code gpu0}. Default: {@code cpu}. */
    @WithDefault("cpu")
    String device();

    /**
     * How many images are processed at a time, at most; each restart, kernel and noise draw of an attack counts. The
     * fastest number is measured. {@code auto}: as many as memory takes on a GPU, one for each core on a processor.
     * Default: {@code auto}.
     */
    @WithDefault("auto")
    String slots();

    /**
     * How images go through a network: {@code measure} to use what turns out fastest, or images in a pass and passes
     * side by side, such as {@code 1x2}, which makes attacks with several images reproducible bit for bit. Default:
     * {@code measure}.
     */
    @WithDefault("measure")
    String plan();

    /** Least time between two progress messages of a job. Default: 500 ms. */
    @WithDefault("500ms")
    Duration progressInterval();

    /** How many loaded networks are kept, besides those in use. Default: 4. */
    @WithDefault("4")
    int loadedNetworks();

    /**
     * Whether to announce the networks and end: with status 0 once the brokers know of them, with 1 and the reason
     * after a minute. Takes no jobs and loads no network, so any machine that has the files will do. Default: false.
     */
    @WithDefault("false")
    boolean announceOnly();

    /**
     * For benchmarks: how long the device's thread also sleeps in each pass forward and back, as if it waited for a
     * device of that speed. Changes no result. Default: 0 ms.
     */
    @WithDefault("0ms")
    Duration addedPassTime();

    /** How many megabytes of fetched images are kept. Default: 64. */
    @WithDefault("64")
    int imageCacheMegabytes();
}
