package dev.shakedown.client;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.job.JobProgress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a campaign has come.
 *
 * @param id the campaign
 * @param name what people call it
 * @param state where it stands
 * @param priority whose jobs workers take first
 * @param round which of its rounds is being run, from 0
 * @param jobs how many jobs it has
 * @param published jobs that this round has given to workers
 * @param linked jobs that had a result already
 * @param succeeded jobs that ended well, with all their artifacts stored
 * @param failed jobs that ended otherwise
 * @param cancelled jobs that will not be run
 * @param pending jobs that have not ended
 * @param running jobs that a worker is busy with
 * @param stepsDone updates done
 * @param steps updates in all
 * @param stepsPerSecond updates a second lately; null where that is not known
 * @param jobsPerMinute jobs that ended a minute lately; null where that is not known
 * @param remainingSeconds how long the rest takes; null where that is not known
 * @param submitted when it was accepted
 */
public record CampaignStatus(
        String id,
        String name,
        State state,
        @Nullable Priority priority,
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

    /** Where a campaign stands. */
    public enum State {
        /** Its jobs are being published. */
        EXPANDING,
        /** Its jobs are with the workers. */
        RUNNING,
        /** Its jobs wait until somebody resumes it. */
        PAUSED,
        /** Its jobs are left alone. */
        CANCELLED,
        /** Every job has ended. */
        FINISHED;

        /** Whether there is nothing to wait for any more. */
        public boolean ended() {
            return this == CANCELLED || this == FINISHED;
        }
    }

    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what the document leaves out.
    public CampaignStatus {
        running = running == null ? List.of() : List.copyOf(running);
    }

    /** A campaign in its first round whose pace is not known. */
    public CampaignStatus(
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
        this(
                id,
                name,
                state,
                Priority.NORMAL,
                0,
                jobs,
                jobs,
                0,
                succeeded,
                failed,
                0,
                jobs - succeeded - failed,
                running,
                stepsDone,
                steps,
                null,
                null,
                null,
                submitted);
    }

    /** Jobs that have ended, well or not. */
    public long ended() {
        return succeeded + failed;
    }
}
