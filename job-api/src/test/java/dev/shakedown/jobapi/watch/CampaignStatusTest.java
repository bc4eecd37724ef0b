package dev.shakedown.jobapi.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.campaign.CampaignControl.State;
import dev.shakedown.contract.campaign.ExpansionProgress;
import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.campaign.SubmittedCampaign.Round;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignStatus;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.contract.job.JobProgress;
import dev.shakedown.jobapi.campaign.Workload;
import dev.shakedown.jobapi.lifecycle.StateInputs;
import dev.shakedown.jobapi.submission.KnownCampaigns.KnownCampaign;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CampaignStatusTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final KnownCampaign CAMPAIGN =
            new KnownCampaign("c1", "demo", new Workload(4, 1000), NOON, Priority.NORMAL, Round.FIRST);
    private static final JobProgress PROGRESS = new JobProgress(1, "j1", "c1", 60, 250, 0.5, "worker", NOON);

    @Test
    void expandsUntilTheFirstJobsArePublished() {
        CampaignStatus unheard = status(null, List.of());
        CampaignStatus none = status(counts("c1", 4, 0, 0, 0), List.of());
        CampaignStatus partly = status(counts("c1", 4, 3, 0, 0), List.of());
        CampaignStatus wholly = status(counts("c1", 4, 4, 0, 0), List.of());

        assertThat(unheard)
                .isEqualTo(new CampaignStatus(
                        "c1",
                        "demo",
                        CampaignState.EXPANDING,
                        Priority.NORMAL,
                        0,
                        4,
                        0,
                        0,
                        0,
                        0,
                        0,
                        4,
                        List.of(),
                        0,
                        1000,
                        null,
                        null,
                        null,
                        NOON));
        assertThat(none.state()).isEqualTo(CampaignState.EXPANDING);
        assertThat(partly.state()).isEqualTo(CampaignState.RUNNING);
        assertThat(wholly.state()).isEqualTo(CampaignState.RUNNING);
    }

    @Test
    void addsTheStepsOfRunningJobsToThoseOfEndedOnes() {
        CampaignStatus status = status(counts("c1", 4, 4, 1, 1), List.of(PROGRESS));

        assertThat(status.stepsDone()).isEqualTo(2 * 250 + 60);
        assertThat(status.running()).containsExactly(PROGRESS);
    }

    /** Three short attacks have ended, and a long one has done 60 of its 900 steps: 3 x 250 + 60 would be false. */
    @Test
    void doesNotCountWhatARunningJobStillHasToDo() {
        JobProgress of900 = new JobProgress(
                PROGRESS.schema(),
                PROGRESS.jobId(),
                PROGRESS.campaignId(),
                60,
                900,
                PROGRESS.objective(),
                PROGRESS.worker(),
                PROGRESS.at());

        assertThat(status(counts("c1", 4, 4, 3, 0), List.of(of900)).stepsDone()).isEqualTo(160);
    }

    @Test
    void hasDoneEveryStepOfNoRunningJobInTheEnd() {
        CampaignStatus status = status(counts("c1", 4, 4, 3, 1), List.of(PROGRESS));

        assertThat(status.state()).isEqualTo(CampaignState.FINISHED);
        assertThat(status.stepsDone()).isEqualTo(1000);
        assertThat(status.running()).isEmpty();
    }

    @Test
    void countsWhatWillNotBeRunAsCancelled() {
        CampaignStatus cancelled = new CampaignProgress(
                        CAMPAIGN,
                        inputs(Round.FIRST, control(State.CANCELLED, 0), null, counts("c1", 4, 4, 1, 1)),
                        List.of())
                .status();

        assertThat(cancelled.state()).isEqualTo(CampaignState.CANCELLED);
        assertThat(cancelled.cancelled()).isEqualTo(2);
        assertThat(cancelled.pending()).isZero();
    }

    @Test
    void isPausedOnlyWhileItsLatestRoundIsAbandoned() {
        CampaignSummary counted = counts("c1", 4, 4, 1, 0);

        assertThat(inputs(Round.FIRST, control(State.PAUSED, 0), null, counted).state())
                .isEqualTo(CampaignState.PAUSED);
        assertThat(inputs(new Round(1, false), control(State.PAUSED, 0), null, counted)
                        .state())
                .isEqualTo(CampaignState.EXPANDING);
        assertThat(inputs(new Round(1, false), control(State.ACTIVE, 0), progress(1, true), counted)
                        .state())
                .isEqualTo(CampaignState.RUNNING);
        assertThat(inputs(new Round(1, false), control(State.ACTIVE, 0), progress(0, true), counted)
                        .state())
                .isEqualTo(CampaignState.EXPANDING);
    }

    @Test
    void isFinishedAfterARetryOnlyOnceItsRoundIsPublished() {
        CampaignSummary counted = counts("c1", 4, 4, 3, 1);
        Round retry = new Round(1, true);

        assertThat(inputs(retry, control(State.ACTIVE, -1), null, counted).state())
                .isEqualTo(CampaignState.EXPANDING);
        assertThat(inputs(retry, control(State.ACTIVE, -1), progress(1, false), counted)
                        .state())
                .isEqualTo(CampaignState.RUNNING);
        assertThat(inputs(retry, control(State.ACTIVE, -1), progress(1, true), counted)
                        .state())
                .isEqualTo(CampaignState.FINISHED);
    }

    @Test
    void tellsHowLongTheRestTakes() {
        CampaignProgress progress = progress(counts("c1", 4, 4, 2, 0), List.of());

        CampaignStatus measured = progress.status(OptionalDouble.of(10), OptionalDouble.of(2.4));

        assertThat(measured.stepsPerSecond()).isEqualTo(10);
        assertThat(measured.jobsPerMinute()).isEqualTo(2.4);
        assertThat(measured.remainingSeconds()).isEqualTo(50);
        assertThat(progress.status().remainingSeconds()).isNull();
    }

    private static CampaignStatus status(@Nullable CampaignSummary counted, List<JobProgress> running) {
        return progress(counted, running).status();
    }

    private static CampaignProgress progress(@Nullable CampaignSummary counted, List<JobProgress> running) {
        return new CampaignProgress(CAMPAIGN, inputs(Round.FIRST, null, null, counted), running);
    }

    static CampaignSummary counts(String id, long jobs, long known, long succeeded, long failed) {
        return new CampaignSummary(id, "demo", NOON, CampaignState.RUNNING, jobs, known, succeeded, failed);
    }

    private static StateInputs inputs(
            Round round,
            @Nullable CampaignControl control,
            @Nullable ExpansionProgress progress,
            @Nullable CampaignSummary counted) {
        return new StateInputs(4, round, Optional.ofNullable(control), Optional.ofNullable(progress), counted);
    }

    private static CampaignControl control(State state, int abandoned) {
        return new CampaignControl(1, "c1", state, abandoned, NOON);
    }

    private static ExpansionProgress progress(int round, boolean complete) {
        return new ExpansionProgress(1, "c1", round, 4, 4, 0, complete);
    }
}
