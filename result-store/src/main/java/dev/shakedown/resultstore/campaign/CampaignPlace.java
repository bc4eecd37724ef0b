package dev.shakedown.resultstore.campaign;

import dev.shakedown.contract.http.CampaignSummary;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the list of campaigns, newest first, to go on after.
 *
 * @param submitted when the campaign there was accepted
 * @param id of the campaign there; decides between those of the same moment
 */
public record CampaignPlace(Instant submitted, String id) {

    /** The place before the first campaign. */
    public static final CampaignPlace START = new CampaignPlace(Instant.parse("9999-12-31T23:59:59Z"), "");

    private static final Pattern TEXT = Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT[\\d:.]{5,18}Z)_([^\\x00]{1,200})");

    /** Reads what {@link #text} wrote; empty if it did not write this. */
    public static Optional<CampaignPlace> read(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CampaignPlace(Instant.parse(matcher.group(1)), matcher.group(2)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The place as text. */
    public String text() {
        return submitted + "_" + id;
    }

    /** Where a campaign stands. */
    public static CampaignPlace of(CampaignSummary campaign) {
        return new CampaignPlace(campaign.submitted(), campaign.id());
    }
}
