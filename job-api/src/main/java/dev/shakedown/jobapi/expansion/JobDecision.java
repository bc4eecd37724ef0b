package dev.shakedown.jobapi.expansion;

import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.contract.http.JobStates.EndedJob;
import dev.shakedown.contract.http.JobStates.EndedJob.Status;
import dev.shakedown.contract.job.Delivery;
import org.jspecify.annotations.Nullable;

/** What a round does with a job. */
sealed interface JobDecision {

    /** Workers are to run it. */
    record Publish(Delivery delivery) implements JobDecision {}

    /** It has ended; result-store is only told that it belongs to the campaign, too. */
    record Link(Delivery delivery) implements JobDecision {}

    /** Nothing: it has ended, and result-store knows whose it is. */
    record Skip() implements JobDecision {}

    /**
     * Decides.
     *
     * @param known whether result-store knows each of the campaign's jobs already, so that none need be linked; it may
     *     not in a later round, if the first one was broken off
     * @param ended how the job ended; null if it has not
     */
    static JobDecision of(Round round, boolean known, @Nullable EndedJob ended) {
        if (ended == null) {
            return new Publish(new Delivery(round.number(), 0));
        }
        boolean first = round.number() == Round.FIRST.number();
        if (ended.status() == Status.FAILED && (first || round.retryFailed())) {
            return new Publish(new Delivery(round.number(), ended.retry() + 1));
        }
        return first || !known ? new Link(new Delivery(round.number(), ended.retry())) : new Skip();
    }
}
