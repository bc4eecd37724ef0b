package dev.shakedown.resultstore.query;

import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.resultstore.campaign.CampaignPlace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some campaigns, newest first.
 *
 * @param campaigns how far each has come
 * @param next where the next page starts, to be given as {@code after}; null if there is none now
 */
public record CampaignListPage(
        List<CampaignSummary> campaigns, @Nullable String next) {

    public CampaignListPage {
        campaigns = List.copyOf(campaigns);
    }

    /** Of one more than the page holds, if there are so many: that tells whether there is a next one. */
    static CampaignListPage of(List<CampaignSummary> found, int limit) {
        if (found.size() <= limit) {
            return new CampaignListPage(found, null);
        }
        return new CampaignListPage(
                found.subList(0, limit), CampaignPlace.of(found.get(limit - 1)).text());
    }
}
