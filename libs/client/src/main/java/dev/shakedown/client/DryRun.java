package dev.shakedown.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a document would be as a campaign.
 *
 * @param campaignId its id
 * @param known whether it was submitted before
 * @param jobs how many it has
 * @param steps updates in all
 * @param linked how many jobs have a result already
 * @param linkedExact whether they were counted
 * @param estimate how long one worker would take
 * @param first its first jobs, as they would be published
 */
public record DryRun(
        String campaignId,
        boolean known,
        long jobs,
        long steps,
        long linked,
        boolean linkedExact,
        Estimate estimate,
        List<JsonNode> first) {

    public DryRun {
        first = List.copyOf(first);
    }

    /**
     * How long one worker would take.
     *
     * @param seconds for all that was measured; null if nothing was
     * @param complete whether that is everything
     * @param basis what it was reckoned from
     */
    public record Estimate(@Nullable Double seconds, boolean complete, List<Basis> basis) {

        public Estimate {
            basis = List.copyOf(basis);
        }
    }

    /**
     * What is known of one network on images of one size.
     *
     * @param network its id
     * @param width of the images
     * @param height of the images
     * @param jobs how many of the campaign's these are
     * @param secondsPerStep as measured; null if it was not
     * @param missing why it was not; null if it was
     */
    public record Basis(
            String network,
            int width,
            int height,
            long jobs,
            @Nullable Double secondsPerStep,
            @Nullable String missing) {}
}
