package dev.shakedown.jobapi.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.jobapi.campaign.Workload;
import dev.shakedown.jobapi.submission.KnownCampaigns.KnownCampaign;
import dev.shakedown.jobapi.watch.ListingFilter.Cursor;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemType;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingFilterTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final KnownCampaign CAMPAIGN =
            new KnownCampaign("b", "My-Demo", new Workload(4, 1000), NOON, Priority.NORMAL, Round.FIRST);

    @Test
    void admitsEverythingUnlessAsked() {
        ListingFilter filter = filter(null, null, null, null, null);

        assertThat(filter.limit()).isEqualTo(50);
        assertThat(filter.admits(CAMPAIGN)).isTrue();
        assertThat(filter.admits(CampaignState.PAUSED)).isTrue();
    }

    @Test
    void looksAtStateNameTimeAndPlace() {
        assertThat(filter("paused", null, null, null, null).admits(CampaignState.PAUSED))
                .isTrue();
        assertThat(filter("PAUSED", null, null, null, null).admits(CampaignState.RUNNING))
                .isFalse();
        assertThat(filter(null, "demo", null, null, null).admits(CAMPAIGN)).isTrue();
        assertThat(filter(null, "other", null, null, null).admits(CAMPAIGN)).isFalse();
        assertThat(filter(null, null, "2026-01-01T12:00:00Z", null, null).admits(CAMPAIGN))
                .isTrue();
        assertThat(filter(null, null, "2026-01-01T12:00:01Z", null, null).admits(CAMPAIGN))
                .isFalse();
    }

    @Test
    void admitsIdsThatBeginAsGiven() {
        KnownCampaign campaign =
                new KnownCampaign("a1b2c3", "demo", new Workload(4, 1000), NOON, Priority.NORMAL, Round.FIRST);

        assertThat(withId("a1b").admits(campaign)).isTrue();
        assertThat(withId("1b2").admits(campaign)).isFalse();
    }

    private static ListingFilter withId(String id) {
        return ((Checked.Valid<ListingFilter>) ListingFilter.read(null, null, id, null, null, null)).value();
    }

    @Test
    void goesOnAfterACursor() {
        long noon = NOON.toEpochMilli();

        assertThat(filter(null, null, null, null, Cursor.of(CAMPAIGN).written()).admits(CAMPAIGN))
                .isFalse();
        assertThat(filter(null, null, null, null, noon + "-c").admits(CAMPAIGN)).isTrue();
        assertThat(filter(null, null, null, null, noon + "-a").admits(CAMPAIGN)).isFalse();
        assertThat(filter(null, null, null, null, (noon + 1) + "-a").admits(CAMPAIGN))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state | done | one of EXPANDING, RUNNING, PAUSED, CANCELLED, FINISHED",
                "since | yesterday | a time such as 2026-01-31T12:00:00Z",
                "limit | 0 | a whole number from 1 to 500",
                "limit | 501 | a whole number from 1 to 500",
                "limit | many | a whole number from 1 to 500",
                "after | x | what an earlier answer says in next"
            })
    void namesWhatMakesNoSense(String parameter, String value, String expected) {
        Checked<ListingFilter> reading = ListingFilter.read(
                parameter.equals("state") ? value : null,
                null,
                null,
                parameter.equals("since") ? value : null,
                parameter.equals("limit") ? value : null,
                parameter.equals("after") ? value : null);

        assertThat(reading).isEqualTo(new Checked.Invalid<>(ProblemType.invalidParameter(parameter, value, expected)));
    }

    private static ListingFilter filter(String state, String name, String since, String limit, String after) {
        return ((Checked.Valid<ListingFilter>) ListingFilter.read(state, name, null, since, limit, after)).value();
    }
}
