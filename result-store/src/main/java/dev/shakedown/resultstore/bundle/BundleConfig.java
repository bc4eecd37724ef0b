package dev.shakedown.resultstore.bundle;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bundles of other installations. */
@ConfigMapping(prefix = "shakedown.bundle")
public interface BundleConfig {

    /**
     * The largest bundle that is imported, in bytes or with a unit such as {@code 64M}; at most {@code 1G} where its
     * bytes go into PostgreSQL.
     */
    @WithDefault("256M")
    MemorySize largest();

    /** The most that a bundle's entries may come to when they are unpacked. */
    @WithDefault("2G")
    MemorySize unpacked();
}
