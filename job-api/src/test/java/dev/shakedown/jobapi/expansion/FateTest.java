package dev.shakedown.jobapi.expansion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.Round;
import dev.shakedown.contract.job.Delivery;
import dev.shakedown.jobapi.store.EndedJob;
import dev.shakedown.jobapi.store.EndedJob.Status;
import org.junit.jupiter.api.Test;

class FateTest {

    private static final Round LATER = new Round(2, false);
    private static final Round RETRY = new Round(3, true);
    private static final EndedJob SUCCEEDED = new EndedJob(Status.SUCCEEDED, 1);
    private static final EndedJob FAILED = new EndedJob(Status.FAILED, 1);

    @Test
    void everyRoundPublishesJobsThatHaveNotEnded() {
        assertThat(Fate.of(Round.FIRST, false, null)).isEqualTo(new Fate.Publish(new Delivery(0, 0)));
        assertThat(Fate.of(LATER, true, null)).isEqualTo(new Fate.Publish(new Delivery(2, 0)));
        assertThat(Fate.of(RETRY, true, null)).isEqualTo(new Fate.Publish(new Delivery(3, 0)));
    }

    @Test
    void theFirstRoundLinksJobsThatSucceededAndTriesFailedOnesAgain() {
        assertThat(Fate.of(Round.FIRST, false, SUCCEEDED)).isEqualTo(new Fate.Link(new Delivery(0, 1)));
        assertThat(Fate.of(Round.FIRST, false, FAILED)).isEqualTo(new Fate.Publish(new Delivery(0, 2)));
    }

    @Test
    void laterRoundsPassByJobsThatHaveEnded() {
        assertThat(Fate.of(LATER, true, SUCCEEDED)).isEqualTo(new Fate.Skip());
        assertThat(Fate.of(LATER, true, FAILED)).isEqualTo(new Fate.Skip());
        assertThat(Fate.of(RETRY, true, SUCCEEDED)).isEqualTo(new Fate.Skip());
    }

    @Test
    void roundsThatRetryAskForFailedJobsOnceMore() {
        assertThat(Fate.of(RETRY, true, FAILED)).isEqualTo(new Fate.Publish(new Delivery(3, 2)));
        assertThat(Fate.of(RETRY, false, FAILED)).isEqualTo(new Fate.Publish(new Delivery(3, 2)));
    }

    @Test
    void laterRoundsLinkWhatAnEarlierOneThatWasBrokenOffDidNot() {
        assertThat(Fate.of(LATER, false, SUCCEEDED)).isEqualTo(new Fate.Link(new Delivery(2, 1)));
        assertThat(Fate.of(LATER, false, FAILED)).isEqualTo(new Fate.Link(new Delivery(2, 1)));
    }
}
