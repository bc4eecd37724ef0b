package dev.shakedown.jobapi.watch;

import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.jobapi.lifecycle.CampaignState;
import dev.shakedown.jobapi.lifecycle.StateInputs;
import dev.shakedown.jobapi.submission.KnownCampaign;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How a campaign is going.
 *
 * @param id the campaign
 * @param name what people call it
 * @param state where it stands
 * @param priority whose jobs workers take first
 * @param round the latest of its rounds, from 0
 * @param jobs how many it has
 * @param published those that its latest round has published to workers so far
 * @param linked those of them that its latest round found to have a result already
 * @param succeeded jobs that the result-store has with all their artifacts
 * @param failed jobs that ended without a result
 * @param cancelled jobs that will not be run, because the campaign was cancelled
 * @param pending jobs that have not ended, unless it was cancelled
 * @param running the newest progress of each job that is running now, by job id
 * @param stepsDone updates done: by running jobs as they report, by ended jobs at the campaign's mean steps per job,
 *     which is exact when all attacks have the same number of steps, and at the end
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

    public CampaignStatus {
        running = List.copyOf(running);
    }

    /**
     * Puts together what is known.
     *
     * @param standing what the state follows from
     * @param progress of the jobs that are running
     */
    static CampaignStatus of(KnownCampaign campaign, StateInputs standing, List<JobProgress> progress) {
        CampaignState state = standing.state();
        long jobs = campaign.workload().jobs();
        long steps = campaign.workload().steps();
        boolean finished = state == CampaignState.FINISHED;
        long unended = Math.max(0, jobs - standing.ended());
        List<JobProgress> running = finished ? List.of() : progress;
        long live = running.stream().mapToLong(JobProgress::step).sum();
        double done = standing.ended() * (steps / (double) jobs);
        return new CampaignStatus(
                campaign.id(),
                campaign.name(),
                state,
                campaign.priority(),
                campaign.round().number(),
                jobs,
                standing.thisExpansion().map(ExpansionProgress::published).orElse(0L),
                standing.thisExpansion().map(ExpansionProgress::linked).orElse(0L),
                standing.counted() == null ? 0 : standing.counted().succeeded(),
                standing.counted() == null ? 0 : standing.counted().failed(),
                state == CampaignState.CANCELLED ? unended : 0,
                state == CampaignState.CANCELLED ? 0 : unended,
                running,
                finished ? steps : Math.min(steps, Math.round(done) + live),
                steps,
                null,
                null,
                null,
                campaign.submitted());
    }

    /** The same with what was measured of its pace. */
    CampaignStatus at(OptionalDouble measuredSteps, OptionalDouble measuredJobs) {
        boolean moves = state == CampaignState.EXPANDING || state == CampaignState.RUNNING;
        Double stepRate = moves && measuredSteps.isPresent() ? (Double) measuredSteps.getAsDouble() : null;
        Double jobRate = moves && measuredJobs.isPresent() ? (Double) measuredJobs.getAsDouble() : null;
        return new CampaignStatus(
                id,
                name,
                state,
                priority,
                round,
                jobs,
                published,
                linked,
                succeeded,
                failed,
                cancelled,
                pending,
                running,
                stepsDone,
                steps,
                stepRate,
                jobRate,
                stepRate == null ? null : (Double) ((steps - stepsDone) / stepRate),
                submitted);
    }
}
