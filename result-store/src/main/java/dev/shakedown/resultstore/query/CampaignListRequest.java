package dev.shakedown.resultstore.query;

import dev.shakedown.resultstore.campaign.CampaignPlace;
import dev.shakedown.resultstore.parameter.Parameters;
import dev.shakedown.service.problem.Checked;
import jakarta.ws.rs.core.MultivaluedMap;
import org.jspecify.annotations.Nullable;

/**
 * Which campaigns are wanted, newest first.
 *
 * @param called part of their name, in whatever case, or the whole id of one; null for all
 * @param after from this place on
 * @param limit so many at most
 */
record CampaignListRequest(@Nullable String called, CampaignPlace after, int limit) {

    private static final int LIMIT = 100;

    static Checked<CampaignListRequest> read(MultivaluedMap<String, String> given, int largestPage) {
        Parameters parameters = new Parameters(given);
        String called = parameters.text("name");
        CampaignPlace after = parameters
                .value("after", "the next of the page before", CampaignPlace::read)
                .orElse(CampaignPlace.START);
        Integer limit = parameters.whole("limit", 1, largestPage);
        return parameters.checked(
                () -> new CampaignListRequest(called, after, limit == null ? Math.min(LIMIT, largestPage) : limit));
    }
}
