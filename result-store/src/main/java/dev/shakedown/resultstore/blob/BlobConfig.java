package dev.shakedown.resultstore.blob;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Uploads. */
@ConfigMapping(prefix = "shakedown.blob")
public interface BlobConfig {

    /** The largest upload, in bytes or with a unit such as {@code 64M}. */
    @WithDefault("64M")
    MemorySize largest();
}
