package dev.shakedown.jobapi.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.jobapi.lifecycle.CampaignTransitions.Action;
import dev.shakedown.jobapi.lifecycle.CampaignTransitions.Consequence;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignTransitionsTest {

    @ParameterizedTest
    @CsvSource({
        "EXPANDING, PAUSE, PAUSED",
        "EXPANDING, RESUME, already",
        "EXPANDING, CANCEL, CANCELLED",
        "EXPANDING, RETRY, EXPANDING",
        "RUNNING, PAUSE, PAUSED",
        "RUNNING, RESUME, already",
        "RUNNING, CANCEL, CANCELLED",
        "RUNNING, RETRY, EXPANDING",
        "PAUSED, PAUSE, already",
        "PAUSED, RESUME, EXPANDING",
        "PAUSED, CANCEL, CANCELLED",
        "PAUSED, RETRY, EXPANDING",
        "CANCELLED, PAUSE, conflict",
        "CANCELLED, RESUME, conflict",
        "CANCELLED, CANCEL, already",
        "CANCELLED, RETRY, EXPANDING",
        "FINISHED, PAUSE, conflict",
        "FINISHED, RESUME, conflict",
        "FINISHED, CANCEL, conflict",
        "FINISHED, RETRY, EXPANDING"
    })
    void leadsFromOneToAnother(CampaignState state, Action action, String expected) {
        Consequence consequence = CampaignTransitions.on(state, action);

        String said = consequence instanceof Consequence.Change change
                ? change.next().name()
                : consequence instanceof Consequence.Already ? "already" : "conflict";
        assertThat(said).isEqualTo(expected);
    }

    @Test
    void allowsWhatIsNoConflict() {
        assertThat(CampaignTransitions.allowed(CampaignState.FINISHED)).containsExactly(Action.RETRY);
        assertThat(CampaignTransitions.allowed(CampaignState.CANCELLED)).containsExactly(Action.CANCEL, Action.RETRY);
        assertThat(CampaignTransitions.allowed(CampaignState.PAUSED)).containsExactly(Action.values());
        assertThat(Arrays.stream(CampaignState.values()).filter(CampaignState::ended))
                .containsExactly(CampaignState.CANCELLED, CampaignState.FINISHED);
    }
}
