package dev.shakedown.jobapi.expansion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.contract.http.JobStates.EndedJob;
import dev.shakedown.contract.http.JobStates.EndedJob.Status;
import dev.shakedown.contract.job.Delivery;
import org.junit.jupiter.api.Test;

class JobDecisionTest {

    private static final Round LATER = new Round(2, false);
    private static final Round RETRY = new Round(3, true);
    private static final EndedJob SUCCEEDED = new EndedJob(Status.SUCCEEDED, 1, false);
    private static final EndedJob FAILED = new EndedJob(Status.FAILED, 1, false);

    @Test
    void everyRoundPublishesJobsThatHaveNotEnded() {
        assertThat(JobDecision.of(Round.FIRST, false, null)).isEqualTo(new JobDecision.Publish(new Delivery(0, 0)));
        assertThat(JobDecision.of(LATER, true, null)).isEqualTo(new JobDecision.Publish(new Delivery(2, 0)));
        assertThat(JobDecision.of(RETRY, true, null)).isEqualTo(new JobDecision.Publish(new Delivery(3, 0)));
    }

    @Test
    void theFirstRoundLinksJobsThatSucceededAndTriesFailedOnesAgain() {
        assertThat(JobDecision.of(Round.FIRST, false, SUCCEEDED)).isEqualTo(new JobDecision.Link(new Delivery(0, 1)));
        assertThat(JobDecision.of(Round.FIRST, false, FAILED)).isEqualTo(new JobDecision.Publish(new Delivery(0, 2)));
    }

    @Test
    void laterRoundsPassByJobsThatHaveEnded() {
        assertThat(JobDecision.of(LATER, true, SUCCEEDED)).isEqualTo(new JobDecision.Skip());
        assertThat(JobDecision.of(LATER, true, FAILED)).isEqualTo(new JobDecision.Skip());
        assertThat(JobDecision.of(RETRY, true, SUCCEEDED)).isEqualTo(new JobDecision.Skip());
    }

    @Test
    void roundsThatRetryAskForFailedJobsOnceMore() {
        assertThat(JobDecision.of(RETRY, true, FAILED)).isEqualTo(new JobDecision.Publish(new Delivery(3, 2)));
        assertThat(JobDecision.of(RETRY, false, FAILED)).isEqualTo(new JobDecision.Publish(new Delivery(3, 2)));
    }

    @Test
    void laterRoundsLinkWhatAnEarlierOneThatWasBrokenOffDidNot() {
        assertThat(JobDecision.of(LATER, false, SUCCEEDED)).isEqualTo(new JobDecision.Link(new Delivery(2, 1)));
        assertThat(JobDecision.of(LATER, false, FAILED)).isEqualTo(new JobDecision.Link(new Delivery(2, 1)));
    }
}
