package dev.shakedown.contract.http;

import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.job.JobProgress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The progress of a campaign.
 *
 * @param id the campaign
 * @param name from its document
 * @param state where it is in its life
 * @param priority whose jobs workers take first
 * @param round the latest of its rounds, from 0
 * @param jobs how many it has
 * @param published jobs that its latest round has published to workers
 * @param linked jobs that had a result when its latest round was published
 * @param succeeded jobs that are stored with all their artifacts
 * @param failed jobs that ended without a result
 * @param cancelled jobs that will not run, because the campaign was cancelled
 * @param pending jobs that have not ended, unless it was cancelled
 * @param running the newest progress of each running job, by job id
 * @param stepsDone updates done: by running jobs as they report, by ended jobs at the campaign's mean steps per job,
 *     but never so many that running jobs could not do theirs; exact when all attacks have the same number of steps,
 *     while the last jobs run, and at the end
 * @param steps updates in all
 * @param stepsPerSecond updates a second over the last minutes; null until that is known
 * @param jobsPerMinute ended jobs a minute over the last minutes; null until that is known
 * @param remainingSeconds how long the rest takes at this rate; null until that is known
 * @param submitted when the campaign was accepted
 */
public record CampaignStatus(
        String id,
        String name,
        CampaignState state,
        Priority priority,
        int round,
        long jobs,
        long published,
        long linked,
        long succeeded,
        long failed,
        long cancelled,
        long pending,
        List<JobProgress> running,
        long stepsDone,
        long steps,
        @Nullable Double stepsPerSecond,
        @Nullable Double jobsPerMinute,
        @Nullable Double remainingSeconds,
        Instant submitted) {

    @SuppressWarnings("ConstantValue") // Jackson passes null for what the document leaves out.
    public CampaignStatus {
        running = running == null ? List.of() : List.copyOf(running);
    }

    /** Jobs that have ended. */
    public long ended() {
        return succeeded + failed;
    }
}
