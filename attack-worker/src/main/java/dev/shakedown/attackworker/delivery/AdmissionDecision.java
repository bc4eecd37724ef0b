package dev.shakedown.attackworker.delivery;

import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.job.AttackRequest;
import dev.shakedown.contract.job.JobAttempt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a worker does with a request that it meets: the table of docs/delivery.md, row by row. */
public sealed interface AdmissionDecision {

    /** Run it; {@code reason}: of the last failed attempt, empty if there was none. */
    record Run(int failures, String reason) implements AdmissionDecision {

        /** Whether no other job is to be in its batch, so that none is blamed for it. */
        public boolean alone() {
            return failures > 0;
        }
    }

    /** Acknowledge it: there is nothing to be done. */
    record Skip(String reason) implements AdmissionDecision {}

    /** Keep it until its campaign goes on, or until an attempt that may end without a result has ended. */
    record Hold() implements AdmissionDecision {}

    /** Too many attempts failed. */
    record GiveUp(int failures, String reason) implements AdmissionDecision {}

    /** What an attempt that never ended means: a worker that stops in order says so first. */
    String KILLED = "was killed or crashed in the middle of it, probably for lack of memory: "
            + "use a smaller image, or give the worker more memory";

    /**
     * What is known of a job and its campaign.
     *
     * @param ended the last retry that has a result; -1 if none has
     * @param attempt what is known of it since it began; null if it has not begun
     * @param control what was said of its campaign; null if nothing was
     */
    record Knowledge(
            int ended,
            @Nullable JobAttempt attempt,
            @Nullable CampaignControl control) {}

    static AdmissionDecision of(DeliveredRequest delivered, Knowledge known, int mostFailures) {
        AttackRequest request = delivered.request();
        if (known.ended() >= request.delivery().retry()) {
            return new Skip("has ended");
        }
        Optional<AdmissionDecision> ofCampaign = ofCampaign(delivered, known.control());
        if (ofCampaign.isPresent()) {
            return ofCampaign.get();
        }
        JobAttempt attempt = known.attempt();
        if (attempt == null) {
            return new Run(0, "");
        }
        CampaignControl control = known.control();
        boolean sameRecord = attempt.record().equals(delivered.place().toString());
        boolean sameCampaign = attempt.campaignId().equals(request.campaignId());
        if (sameCampaign && delivered.leg() > attempt.leg()) {
            // The leg of that attempt has ended, and this record is its state.
            return afterFailures(attempt.failures(), attempt.reason(), mostFailures);
        }
        if (sameCampaign && !sameRecord && control != null && attempt.round() <= control.abandoned()) {
            return new Hold();
        }
        return switch (attempt.state()) {
            case RUNNING -> {
                if (sameRecord) {
                    yield afterFailures(attempt.failures() + 1, attempt.worker() + " " + KILLED, mostFailures);
                }
                yield sameCampaign ? new Skip("runs from another record") : new Run(0, "");
            }
            case FAILED, RELEASED ->
                sameRecord || !sameCampaign
                        ? afterFailures(attempt.failures(), attempt.reason(), mostFailures)
                        : new Skip("goes on from another record");
        };
    }

    /** Why a job's campaign does not want it now; empty if it does. */
    static Optional<AdmissionDecision> ofCampaign(DeliveredRequest delivered, @Nullable CampaignControl control) {
        if (control == null || delivered.request().delivery().round() > control.abandoned()) {
            return Optional.empty();
        }
        if (control.state() == CampaignControl.State.CANCELLED) {
            return Optional.of(new Skip("its campaign was cancelled"));
        }
        if (delivered.state() == null) {
            return Optional.of(new Skip("its round was abandoned"));
        }
        return control.state() == CampaignControl.State.PAUSED ? Optional.of(new Hold()) : Optional.empty();
    }

    private static AdmissionDecision afterFailures(int failures, String reason, int mostFailures) {
        return failures >= mostFailures ? new GiveUp(failures, reason) : new Run(failures, reason);
    }
}
