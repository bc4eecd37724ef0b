package dev.shakedown.jobapi.submission;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of campaign documents. */
@ConfigMapping(prefix = "shakedown.campaign")
public interface SubmissionConfig {

    /** The largest document. */
    @WithDefault("1M")
    MemorySize maxDocument();

    /** How many jobs a campaign may have. */
    @WithDefault("10000000")
    long maxJobs();
}
