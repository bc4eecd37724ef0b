package dev.shakedown.jobapi.topic;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How this service publishes to Kafka. */
@ConfigMapping(prefix = "shakedown.publish")
public interface PublishConfig {

    /** How long a record may wait for the brokers' acknowledgement before it counts as not accepted. */
    @WithDefault("10s")
    Duration timeout();

    /** The largest record, before compression. The topics must allow as much. */
    @WithDefault("16M")
    MemorySize maxRecord();

    /** Memory for records that wait to be sent, twice; when it is full, publishing waits. */
    @WithDefault("32M")
    MemorySize buffer();
}
