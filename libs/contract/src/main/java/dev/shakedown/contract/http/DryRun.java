package dev.shakedown.contract.http;

import dev.shakedown.contract.Warning;
import dev.shakedown.contract.job.AttackRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The campaign that a document would be.
 *
 * @param campaignId its id
 * @param known whether it was submitted before
 * @param jobs how many it has
 * @param steps updates in all of them
 * @param linked how many have a result already
 * @param linkedExact whether that was counted; else it was estimated from a sample of jobs
 * @param estimate how long it would take
 * @param warnings what is probably not meant
 * @param first its first jobs
 */
public record DryRun(
        String campaignId,
        boolean known,
        long jobs,
        long steps,
        long linked,
        boolean linkedExact,
        Estimate estimate,
        List<Warning> warnings,
        List<AttackRequest> first) {

    @SuppressWarnings("ConstantValue") // Jackson passes null for what the document leaves out.
    public DryRun {
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
        first = List.copyOf(first);
    }

    /**
     * How long one worker would take for all jobs, whether they have a result or not.
     *
     * @param seconds for those parts whose speed was measured; null if none was
     * @param complete whether that is all of them
     * @param predictedSeconds the same with those parts whose speed is predicted; null if nothing is known of any
     * @param basis the measurements that it was computed from
     */
    public record Estimate(
            @Nullable Double seconds,
            boolean complete,
            @Nullable Double predictedSeconds,
            List<Basis> basis) {

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
     * @param jobs how many of the campaign's jobs these are
     * @param secondsPerStep as measured on workers; null if it was not
     * @param measuredJobs how many jobs it was measured on
     * @param missing why there is no measured value; null if there is one
     * @param predictedSecondsPerStep what it probably is, where it was not measured; null if nothing tells
     * @param predictedFrom what that was predicted from, in words
     */
    public record Basis(
            String network,
            int width,
            int height,
            long jobs,
            @Nullable Double secondsPerStep,
            long measuredJobs,
            @Nullable String missing,
            @Nullable Double predictedSecondsPerStep,
            @Nullable String predictedFrom) {

        /** As it was measured or else predicted; null if nothing is known. */
        public @Nullable Double bestSecondsPerStep() {
            return secondsPerStep == null ? predictedSecondsPerStep : secondsPerStep;
        }
    }
}
