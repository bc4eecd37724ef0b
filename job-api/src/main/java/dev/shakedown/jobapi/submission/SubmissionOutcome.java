package dev.shakedown.jobapi.submission;

import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.contract.http.Problem;

/** The outcome of a submission. */
public sealed interface SubmissionOutcome {

    /**
     * It is a campaign now, durably.
     *
     * @param submission the campaign
     */
    record Accepted(SubmittedCampaign submission) implements SubmissionOutcome {}

    /**
     * It was one before; nothing was published.
     *
     * @param submission the campaign as it was accepted then
     */
    record KnownBefore(SubmittedCampaign submission) implements SubmissionOutcome {}

    /**
     * The document is invalid.
     *
     * @param problem why
     */
    record Refused(Problem problem) implements SubmissionOutcome {}
}
