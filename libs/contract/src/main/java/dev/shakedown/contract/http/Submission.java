package dev.shakedown.contract.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.SubmittedCampaign;
import java.util.List;

/**
 * The answer to a submission: the campaign's fields, and {@code warnings} beside them.
 *
 * @param campaign as it was accepted
 * @param warnings what is probably not meant
 */
public record Submission(@JsonUnwrapped SubmittedCampaign campaign, List<Warning> warnings) {

    public Submission {
        warnings = List.copyOf(warnings);
    }
}
