package dev.shakedown.jobapi.watch;

import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.jobapi.lifecycle.StateInputs;
import dev.shakedown.jobapi.submission.KnownCampaigns.KnownCampaign;
import java.util.List;
import java.util.OptionalDouble;

/** Computes a campaign's status. */
record CampaignProgress(KnownCampaign campaign, StateInputs inputs, List<JobProgress> reported) {

    /** The status without a rate. */
    CampaignStatus status() {
        return status(OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** The status with the rates that were measured. */
    CampaignStatus status(OptionalDouble stepsPerSecond, OptionalDouble jobsPerMinute) {
        CampaignState state = inputs.state();
        long jobs = campaign.workload().jobs();
        long steps = campaign.workload().steps();
        boolean finished = state == CampaignState.FINISHED;
        boolean cancelled = state == CampaignState.CANCELLED;
        boolean moves = state == CampaignState.EXPANDING || state == CampaignState.RUNNING;
        long unended = Math.max(0, jobs - inputs.ended());
        List<JobProgress> running = finished ? List.of() : reported;
        long live = running.stream().mapToLong(JobProgress::step).sum();
        long ended = Math.round(inputs.ended() * (steps / (double) jobs));
        // Jobs need not have equal steps: what running ones still have to do is not done.
        long left = running.stream()
                .mapToLong(job -> Math.max(0, job.steps() - job.step()))
                .sum();
        long stepsDone = finished ? steps : Math.max(live, Math.min(steps - left, ended + live));
        Double stepRate = moves && stepsPerSecond.isPresent() ? (Double) stepsPerSecond.getAsDouble() : null;
        Double jobRate = moves && jobsPerMinute.isPresent() ? (Double) jobsPerMinute.getAsDouble() : null;
        return new CampaignStatus(
                campaign.id(),
                campaign.name(),
                state,
                campaign.priority(),
                campaign.round().number(),
                jobs,
                inputs.latestExpansion().map(ExpansionProgress::published).orElse(0L),
                inputs.latestExpansion().map(ExpansionProgress::linked).orElse(0L),
                inputs.counted() == null ? 0 : inputs.counted().succeeded(),
                inputs.counted() == null ? 0 : inputs.counted().failed(),
                cancelled ? unended : 0,
                cancelled ? 0 : unended,
                running,
                stepsDone,
                steps,
                stepRate,
                jobRate,
                stepRate == null ? null : (Double) ((steps - stepsDone) / stepRate),
                campaign.submitted());
    }
}
