package dev.shakedown.jobapi.watch;

import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.jobapi.submission.KnownCampaigns.KnownCampaign;
import dev.shakedown.service.problem.Checked;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The campaigns that a listing shows.
 *
 * @param state only those that stand there; null for all
 * @param name only those with this in their names, in whatever case; null for all
 * @param id only those whose ids begin so; null for all
 * @param since only those submitted then or later; null for all
 * @param after only those that come after this one; null for all
 */
record ListingFilter(
        @Nullable CampaignState state,
        @Nullable String name,
        @Nullable String id,
        @Nullable Instant since,
        int limit,
        @Nullable Cursor after) {

    private static final int USUAL_LIMIT = 50;
    private static final int MOST = 500;

    /** A campaign's place among all, newest first. Written as {@code milliseconds-id}. */
    record Cursor(long millis, String id) {

        static Cursor of(KnownCampaign campaign) {
            return new Cursor(campaign.submitted().toEpochMilli(), campaign.id());
        }

        String written() {
            return millis + "-" + id;
        }

        boolean isBefore(KnownCampaign campaign) {
            long other = campaign.submitted().toEpochMilli();
            return other < millis || (other == millis && campaign.id().compareTo(id) < 0);
        }
    }

    /** Reads query parameters, each null if it is not given. */
    static Checked<ListingFilter> read(
            @Nullable String state,
            @Nullable String name,
            @Nullable String id,
            @Nullable String since,
            @Nullable String limit,
            @Nullable String after) {
        Optional<CampaignState> wanted = Arrays.stream(CampaignState.values())
                .filter(one -> one.name().equalsIgnoreCase(state))
                .findFirst();
        if (state != null && wanted.isEmpty()) {
            return Checked.invalid("state", state, "one of " + names());
        }
        Instant instant = null;
        if (since != null) {
            try {
                instant = Instant.parse(since);
            } catch (DateTimeParseException e) {
                return Checked.invalid("since", since, "a time such as 2026-01-31T12:00:00Z");
            }
        }
        int most = limit == null ? USUAL_LIMIT : whole(limit);
        if (most < 1 || most > MOST) {
            return Checked.invalid("limit", limit, "a whole number from 1 to " + MOST);
        }
        Optional<Cursor> place = Optional.ofNullable(after).flatMap(ListingFilter::cursor);
        if (after != null && place.isEmpty()) {
            return Checked.invalid("after", after, "what an earlier answer says in next");
        }
        return new Checked.Valid<>(new ListingFilter(wanted.orElse(null), name, id, instant, most, place.orElse(null)));
    }

    /** Whether it may be shown, as far as that can be told without its state. */
    boolean admits(KnownCampaign campaign) {
        return (after == null || after.isBefore(campaign))
                && (id == null || campaign.id().startsWith(id))
                && (since == null || !campaign.submitted().isBefore(since))
                && (name == null || campaign.name().toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT)));
    }

    /** Whether a campaign in this state is wanted. */
    boolean admits(CampaignState present) {
        return state == null || state == present;
    }

    static String names() {
        return Arrays.stream(CampaignState.values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    private static Optional<Cursor> cursor(String written) {
        List<String> parts = List.of(written.split("-", 2));
        if (parts.size() != 2
                || !parts.get(0).matches("\\d{1,15}")
                || parts.get(1).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Cursor(Long.parseLong(parts.get(0)), parts.get(1)));
    }

    private static int whole(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }
}
