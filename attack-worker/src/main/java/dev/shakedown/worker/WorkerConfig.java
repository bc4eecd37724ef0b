package dev.shakedown.worker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code shakedown.worker}: how this worker runs attacks. */
@ConfigMapping(prefix = "shakedown.worker")
public interface WorkerConfig {

    /** What results say of who ran them. Default: {@code worker}. */
    @WithDefault("worker")
    String name();

    /** DJL's name of the device to compute on: {@code cpu}, {@code gpu0}. Default: {@code cpu}. */
    @WithDefault("cpu")
    String device();

    /**
     * How many attacks share a pass, at most. Default: 1, which is fastest per image on a CPU, whose caches a larger
     * batch outgrows.
     */
    @WithDefault("1")
    int slots();

    /** After how many updates an attack's objective is read, for its trace. Default: 10. */
    @WithDefault("10")
    int readEvery();

    /** Least time between two progress messages of a job. Default: 500 ms. */
    @WithDefault("500ms")
    Duration progressInterval();

    /** How many loaded networks are kept. Default: 4. */
    @WithDefault("4")
    int loadedNetworks();

    /** How many megabytes of fetched images are kept. Default: 64. */
    @WithDefault("64")
    int imageCacheMegabytes();
}
