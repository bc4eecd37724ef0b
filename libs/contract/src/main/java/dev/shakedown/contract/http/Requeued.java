package dev.shakedown.contract.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of asking again for jobs that were given up.
 *
 * @param requeued how many are with the workers again
 * @param skipped those that are not
 */
public record Requeued(long requeued, List<Skipped> skipped) {

    public Requeued {
        skipped = List.copyOf(skipped);
    }

    /**
     * A job that was not asked for again.
     *
     * @param jobId which; null if that cannot be read
     * @param reason why
     */
    public record Skipped(@Nullable String jobId, String reason) {}
}
