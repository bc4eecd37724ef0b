package dev.shakedown.jobapi.upload;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of uploads. */
@ConfigMapping(prefix = "shakedown.upload")
public interface UploadConfig {

    /** The largest file. */
    @WithDefault("64M")
    MemorySize maxFile();

    /** How many files are decoded at once. Each needs up to three times {@code max-file} of memory. */
    @WithDefault("1")
    int concurrentDecodes();

    /** How long an upload waits for its turn to be decoded before it is refused as unavailable. */
    @WithDefault("30s")
    Duration decodeWait();
}
