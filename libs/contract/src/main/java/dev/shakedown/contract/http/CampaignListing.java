package dev.shakedown.contract.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some campaigns, newest first.
 *
 * @param campaigns their statuses
 * @param next what to give as {@code after} to see more; null if that is all
 */
public record CampaignListing(
        List<CampaignStatus> campaigns, @Nullable String next) {

    public CampaignListing {
        campaigns = List.copyOf(campaigns);
    }
}
