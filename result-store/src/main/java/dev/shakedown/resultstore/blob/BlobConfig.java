package dev.shakedown.resultstore.blob;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Uploads and artifacts. */
@ConfigMapping(prefix = "shakedown.blob")
public interface BlobConfig {

    /** The largest upload, in bytes or with a unit such as {@code 64M}. */
    @WithDefault("64M")
    MemorySize largest();

    /**
     * Where bytes are stored from now on: {@code database}, all in PostgreSQL; {@code s3}, large ones in a bucket. What
     * is stored stays where it is, and is read from there.
     */
    @WithDefault("database")
    Store store();

    /** Where bytes are stored. */
    enum Store {
        /** All in PostgreSQL. */
        DATABASE,
        /** Large ones in a bucket, see {@link BucketConfig}. */
        S3
    }
}
