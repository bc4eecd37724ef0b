package dev.shakedown.resultstore.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When what nothing refers to is deleted. */
@ConfigMapping(prefix = "shakedown.retention")
public interface RetentionConfig {

    /** Whether anything is deleted at all. Nothing is where {@code shakedown.ingest.enabled} is false. */
    @WithDefault("true")
    boolean enabled();

    /** How often to look for artifacts to delete. */
    @WithDefault("10M")
    Duration every();

    /**
     * How long an artifact that is not to be kept stays after it was stored. Longer than a worker may take from sending
     * a job's artifacts to sending its result.
     */
    @WithDefault("1H")
    Duration artifactsAfter();

    /**
     * How long an upload stays that no campaign names, and an artifact that no result names. Longer than people take
     * from uploading images to submitting the campaign.
     */
    @WithDefault("24H")
    Duration orphansAfter();
}
