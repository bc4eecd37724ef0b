package dev.shakedown.jobapi.control;

import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.contract.http.Problem;

/** The outcome of an action on a campaign. */
sealed interface ControlOutcome {

    /**
     * It is so now, durably.
     *
     * @param status how the campaign is going
     */
    record Changed(CampaignStatus status) implements ControlOutcome {}

    /**
     * It was so before.
     *
     * @param status how the campaign is going
     */
    record Already(CampaignStatus status) implements ControlOutcome {}

    /**
     * It cannot be done.
     *
     * @param problem why
     */
    record Refused(Problem problem) implements ControlOutcome {}
}
