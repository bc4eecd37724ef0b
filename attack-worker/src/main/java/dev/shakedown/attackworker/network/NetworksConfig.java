package dev.shakedown.attackworker.network;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code shakedown.networks}: which networks this worker serves. */
@ConfigMapping(prefix = "shakedown.networks")
public interface NetworksConfig {

    /**
     * Directory with {@code registry.json} and the files that it names, or several such directories, separated by
     * commas; no network may be in two of them. No default.
     */
    @WithName("directory")
    List<Path> directories();

    /**
     * How often the listings are looked at for networks that were added; 0: never. A worker serves and announces these
     * without a restart.
     */
    @WithDefault("3s")
    Duration watchInterval();
}
