package dev.shakedown.jobapi.lifecycle;

import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignSummary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a campaign's state follows from.
 *
 * @param expansion how far the latest round that has begun is published
 * @param counted what the result-store counts; null if it has not heard of the campaign yet
 */
public record StateInputs(
        long jobs,
        Round round,
        Optional<CampaignControl> control,
        Optional<ExpansionProgress> expansion,
        @Nullable CampaignSummary counted) {

    /** The same with the result-store's counts. */
    public StateInputs counted(@Nullable CampaignSummary counts) {
        return new StateInputs(jobs, round, control, expansion, counts);
    }

    /** Where the campaign stands. */
    public CampaignState state() {
        Optional<CampaignControl.State> asked =
                control.filter(word -> word.abandoned() >= round.number()).map(CampaignControl::state);
        if (asked.filter(CampaignControl.State.CANCELLED::equals).isPresent()) {
            return CampaignState.CANCELLED;
        }
        boolean first = round.number() == Round.FIRST.number();
        boolean published =
                first || latestExpansion().filter(ExpansionProgress::complete).isPresent();
        if (ended() >= jobs && published) {
            return CampaignState.FINISHED;
        }
        if (asked.filter(CampaignControl.State.PAUSED::equals).isPresent()) {
            return CampaignState.PAUSED;
        }
        boolean begun = latestExpansion().isPresent() || (first && counted != null && counted.known() > 0);
        return begun ? CampaignState.RUNNING : CampaignState.EXPANDING;
    }

    /** Jobs that have ended. */
    public long ended() {
        return counted == null ? 0 : counted.succeeded() + counted.failed();
    }

    /** The progress of the latest round. */
    public Optional<ExpansionProgress> latestExpansion() {
        return expansion.filter(progress -> progress.round() == round.number());
    }
}
