package dev.shakedown.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.jobs.campaign.Workload;
import dev.shakedown.jobs.store.CampaignSummary;
import dev.shakedown.jobs.submission.KnownCampaign;
import dev.shakedown.jobs.watch.CampaignStatus.State;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CampaignStatusTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final KnownCampaign CAMPAIGN = new KnownCampaign("c1", "demo", new Workload(4, 1000), NOON);
    private static final JobProgress PROGRESS = new JobProgress(1, "j1", "c1", 60, 250, 0.5, "worker", NOON);

    @Test
    void expandsUntilTheResultStoreKnowsEveryJob() {
        CampaignStatus unheard = CampaignStatus.of(CAMPAIGN, null, List.of());
        CampaignStatus partly = CampaignStatus.of(CAMPAIGN, new CampaignSummary("c1", 4, 3, 0, 0), List.of());
        CampaignStatus wholly = CampaignStatus.of(CAMPAIGN, new CampaignSummary("c1", 4, 4, 0, 0), List.of());

        assertThat(unheard)
                .isEqualTo(new CampaignStatus("c1", "demo", State.EXPANDING, 4, 0, 0, List.of(), 0, 1000, NOON));
        assertThat(partly.state()).isEqualTo(State.EXPANDING);
        assertThat(wholly.state()).isEqualTo(State.RUNNING);
    }

    @Test
    void addsTheStepsOfRunningJobsToThoseOfEndedOnes() {
        CampaignStatus status = CampaignStatus.of(CAMPAIGN, new CampaignSummary("c1", 4, 4, 1, 1), List.of(PROGRESS));

        assertThat(status.stepsDone()).isEqualTo(2 * 250 + 60);
        assertThat(status.running()).containsExactly(PROGRESS);
    }

    @Test
    void hasDoneEveryStepOfNoRunningJobInTheEnd() {
        CampaignStatus status = CampaignStatus.of(CAMPAIGN, new CampaignSummary("c1", 4, 4, 3, 1), List.of(PROGRESS));

        assertThat(status.state()).isEqualTo(State.FINISHED);
        assertThat(status.stepsDone()).isEqualTo(1000);
        assertThat(status.running()).isEmpty();
    }
}
