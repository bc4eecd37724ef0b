package dev.shakedown.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CampaignLookupTest {

    @AutoClose
    private final StubServices services = new StubServices();

    @BeforeEach
    void list() {
        services.list("0123456789abcdef01234567", "gr\u00fcn");
        services.list("0123ffffffffffffffffffff", "twice");
        services.list("aaaaaaaaaaaaaaaaaaaaaaaa", "twice");
        services.list("bbbbbbbbbbbbbbbbbbbbbbbb", "grey");
    }

    @Test
    void takesAWholeIdWithoutARequest() {
        assertThat(id("cccccccccccccccccccccccc")).isEqualTo("cccccccccccccccccccccccc");
        assertThat(services.requests()).isEmpty();
    }

    @Test
    void findsACampaignByNameOrBeginningOfItsId() {
        assertThat(id("gr\u00fcn")).isEqualTo("0123456789abcdef01234567");
        assertThat(id("gru\u0308n")).isEqualTo("0123456789abcdef01234567");
        assertThat(id("aa")).isEqualTo("aaaaaaaaaaaaaaaaaaaaaaaa");
        assertThat(id("01234")).isEqualTo("0123456789abcdef01234567");
    }

    @Test
    void listsTheCandidatesOfAnAmbiguousName() {
        assertThat(lines("twice"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo(
                                        "campaign: twice: must be one campaign, for example by its id; these 2 fit:"),
                        line -> assertThat(line).startsWith("  0123ffffffffffffffffffff twice, submitted 2026"),
                        line -> assertThat(line).startsWith("  aaaaaaaaaaaaaaaaaaaaaaaa twice, submitted 2026"));
        assertThat(lines("0123")).hasSize(3);
    }

    @Test
    void saysWhatItWantsWhereNothingFits() {
        assertThat(lines("gre"))
                .containsExactly("campaign: gre: must be the id of a campaign, the beginning of its id, or its name;"
                        + " ./shakedown campaigns lists them");
        assertThat(lines("dddd")).hasSize(1);
    }

    private List<String> lines(String text) {
        CampaignLookup.NoSuchCampaign[] refusal = new CampaignLookup.NoSuchCampaign[1];
        assertThatThrownBy(() -> id(text))
                .isInstanceOfSatisfying(CampaignLookup.NoSuchCampaign.class, e -> refusal[0] = e);
        return refusal[0].lines();
    }

    private String id(String text) {
        return CampaignLookup.idOf(text, new JobApiClient(services.address()));
    }
}
