package dev.shakedown.local.client;

import dev.shakedown.contract.job.JobProgress;
import java.time.Instant;
import java.util.List;

/**
 * How far a campaign has come.
 *
 * @param id the campaign
 * @param name what people call it
 * @param state where it stands
 * @param jobs how many jobs it has
 * @param succeeded jobs that ended well, with all their artifacts stored
 * @param failed jobs that ended otherwise
 * @param running jobs that a worker is busy with
 * @param stepsDone updates done
 * @param steps updates in all
 * @param submitted when it was accepted
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
    public enum State {
        /** Its jobs are being published. */
        EXPANDING,
        /** Its jobs are with the workers. */
        RUNNING,
        /** Every job has ended. */
        FINISHED
    }

    @SuppressWarnings("ConstantValue") // Jackson passes null for what the document leaves out.
    public CampaignStatus {
        running = running == null ? List.of() : List.copyOf(running);
    }

    /** Jobs that have ended, well or not. */
    public long ended() {
        return succeeded + failed;
    }
}
