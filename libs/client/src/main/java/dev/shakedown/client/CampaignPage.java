package dev.shakedown.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some campaigns, newest first.
 *
 * @param campaigns how each is going
 * @param next where more begin; null if that is all
 */
public record CampaignPage(
        List<CampaignStatus> campaigns, @Nullable String next) {

    public CampaignPage {
        campaigns = List.copyOf(campaigns);
    }
}
