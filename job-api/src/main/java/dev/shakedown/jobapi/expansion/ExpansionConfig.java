package dev.shakedown.jobapi.expansion;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How campaigns become jobs. */
@ConfigMapping(prefix = "shakedown.expansion")
public interface ExpansionConfig {

    /** How many jobs that can share a batch have one key, and so one partition. */
    @WithDefault("32")
    int chunkSize();

    /**
     * At most so many requests of a lane wait or run for each of its workers; the others stay with job-api, which
     * publishes the campaigns' jobs in turns. A worker with many slots gets more, as it asks for. Where there is no
     * worker, so many wait as for one, which autoscalers see. Urgent jobs do not wait.
     */
    @WithDefault("96")
    int requestsPerWorker();

    /** After how many jobs the progress of a campaign is stored, and another campaign gets its turn. */
    @WithDefault("10000")
    int progressEvery();

    /** How many campaigns are expanded at the same time; more take turns. */
    @WithDefault("4")
    int threads();

    /** At most so many jobs of a round are recorded in the trace of its submission, evenly spread. */
    @WithDefault("1000")
    int recordedJobs();

    /** How long to wait before a retry when Kafka or the result-store did not answer; doubles each time. */
    @WithDefault("1s")
    Duration retryDelay();

    /** The longest that this wait becomes. */
    @WithDefault("30s")
    Duration longestRetryDelay();
}
