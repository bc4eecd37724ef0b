package dev.shakedown.contract.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of requeuing dead letters.
 *
 * @param requeued how many were published to workers
 * @param skipped those that are not
 */
public record Requeued(long requeued, List<Skipped> skipped) {

    public Requeued {
        skipped = List.copyOf(skipped);
    }

    /**
     * A job that was not requeued.
     *
     * @param jobId which; null if that cannot be read
     * @param reason why
     */
    public record Skipped(@Nullable String jobId, String reason) {}
}
