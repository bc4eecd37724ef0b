package dev.shakedown.jobapi.submission;

import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.campaign.Round;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import dev.shakedown.jobapi.campaign.Workload;
import java.time.Instant;

/**
 * What is worth remembering of an accepted campaign; its document may be large.
 *
 * @param id its id
 * @param name what people call it
 * @param workload how much work it is
 * @param submitted when it was accepted
 * @param priority whose jobs workers take first
 * @param round the latest of its rounds
 */
public record KnownCampaign(
        String id, String name, Workload workload, Instant submitted, Priority priority, Round round) {

    static KnownCampaign of(SubmittedCampaign submission) {
        return new KnownCampaign(
                submission.id(),
                submission.campaign().name(),
                Workload.of(submission.campaign()),
                submission.submitted(),
                submission.campaign().priority(),
                submission.round());
    }
}
