package dev.shakedown.jobs.watch;

import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.jobs.store.CampaignSummary;
import dev.shakedown.jobs.submission.KnownCampaign;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a campaign is going.
 *
 * @param id the campaign
 * @param name what people call it
 * @param state whether its jobs are still being published, are being worked on, or have all ended
 * @param jobs how many it has
 * @param succeeded jobs that the result-store has with all their artifacts
 * @param failed jobs that ended without a result
 * @param running the newest progress of each job that is running now, by job id
 * @param stepsDone updates done: by running jobs as they report, by ended jobs at the campaign's mean steps per job,
 *     which is exact when all attacks have the same number of steps, and at the end
 * @param steps updates in all
 * @param submitted when the campaign was accepted
 */
public record CampaignStatus(
        String id,
        String name,
        State state,
        long jobs,
        long succeeded,
        long failed,
        List<JobProgress> running,
        long stepsDone,
        long steps,
        Instant submitted) {

    /** Where a campaign stands. */
    @Schema(description = "EXPANDING: jobs are still arriving. RUNNING: all are known. FINISHED: all have ended.")
    public enum State {
        EXPANDING,
        RUNNING,
        FINISHED
    }

    public CampaignStatus {
        running = List.copyOf(running);
    }

    /**
     * Puts together what is known.
     *
     * @param counted what the result-store counts; null if it has not heard of the campaign yet
     */
    static CampaignStatus of(KnownCampaign campaign, @Nullable CampaignSummary counted, List<JobProgress> progress) {
        long jobs = campaign.workload().jobs();
        long steps = campaign.workload().steps();
        long succeeded = counted == null ? 0 : counted.succeeded();
        long failed = counted == null ? 0 : counted.failed();
        boolean finished = succeeded + failed >= jobs;
        boolean expanded = counted != null && counted.known() >= jobs;
        List<JobProgress> running = finished ? List.of() : progress;
        long live = running.stream().mapToLong(JobProgress::step).sum();
        double ended = (succeeded + failed) * (steps / (double) jobs);
        return new CampaignStatus(
                campaign.id(),
                campaign.name(),
                finished ? State.FINISHED : expanded ? State.RUNNING : State.EXPANDING,
                jobs,
                succeeded,
                failed,
                running,
                finished ? steps : Math.min(steps, Math.round(ended) + live),
                steps,
                campaign.submitted());
    }
}
