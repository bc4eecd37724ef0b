package dev.shakedown.worker;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** {@code shakedown.networks}: which networks this worker serves. */
@ConfigMapping(prefix = "shakedown.networks")
public interface NetworksConfig {

    /** Directory with {@code registry.json} and the files that it names. No default. */
    Path directory();
}
