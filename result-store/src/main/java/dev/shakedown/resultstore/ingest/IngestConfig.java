package dev.shakedown.resultstore.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Taking in records. The broker itself is configured by {@code kafka.*}, as Kafka's clients name their settings. */
@ConfigMapping(prefix = "shakedown.ingest")
public interface IngestConfig {

    /**
     * Whether records are read from Kafka. If false, the service only answers, and is not ready: for inspecting a
     * restored database.
     */
    @WithDefault("true")
    boolean enabled();

    /** The consumer group, which replicas share. Where to go on is in PostgreSQL; Kafka has the group's lag. */
    @WithDefault("shakedown-result-store")
    String groupId();

    /** The most records that are stored in one transaction. */
    @WithDefault("4000")
    int batchRecords();

    /** About how many bytes are stored in one transaction; a single record may have more. */
    @WithDefault("8M")
    MemorySize batchBytes();

    /** After how long the partitions of a killed result-store go to another. */
    @WithDefault("10s")
    Duration sessionTimeout();

    /** How long to wait before a batch is retried when PostgreSQL is unavailable; doubles with every retry. */
    @WithDefault("250ms")
    Duration firstRetry();

    /** The longest that this wait becomes. */
    @WithDefault("10s")
    Duration longestRetry();

    /** How long a campaign must have been at rest before its jobs are recounted. */
    @WithDefault("30s")
    Duration recountAfter();
}
