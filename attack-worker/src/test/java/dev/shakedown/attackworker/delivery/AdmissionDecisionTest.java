package dev.shakedown.attackworker.delivery;

import static dev.shakedown.attackworker.delivery.Deliveries.CAMPAIGN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.CampaignControl;
import dev.shakedown.contract.job.Delivery;
import dev.shakedown.contract.job.JobAttempt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of docs/delivery.md. */
class AdmissionDecisionTest {

    private static final int MOST = 3;
    private static final int NEVER = -1;

    private final DeliveredRequest fresh = Deliveries.of("job", Lane.NORMAL, 7);
    private final DeliveredRequest resumed = resumed(40, 0);

    @Test
    void aJobThatNobodyHasBegunRuns() {
        assertThat(decide(fresh, NEVER, null, null)).isEqualTo(new AdmissionDecision.Run(0, ""));
    }

    @Test
    void aJobThatHasEndedIsSkippedUnlessThisIsALaterRetry() {
        assertThat(decide(fresh, 0, null, null)).isInstanceOf(AdmissionDecision.Skip.class);
        assertThat(decide(resumed, 0, null, null)).isInstanceOf(AdmissionDecision.Skip.class);
        assertThat(decide(delivered(0, 1), 0, null, null)).isInstanceOf(AdmissionDecision.Run.class);
        assertThat(decide(delivered(0, 1), 2, null, null)).isInstanceOf(AdmissionDecision.Skip.class);
    }

    @ParameterizedTest
    @EnumSource(CampaignControl.State.class)
    void aRequestOfAnAbandonedRoundIsNotBegun(CampaignControl.State state) {
        assertThat(decide(fresh, NEVER, null, control(state, 0))).isInstanceOf(AdmissionDecision.Skip.class);
        assertThat(decide(fresh, NEVER, null, control(state, NEVER))).isInstanceOf(AdmissionDecision.Run.class);
        assertThat(decide(delivered(1, 0), NEVER, null, control(state, 0))).isInstanceOf(AdmissionDecision.Run.class);
    }

    @Test
    void aJobThatHasBegunIsHeldWhilePausedDroppedWhenCancelledAndGoesOnAfterwards() {
        assertThat(decide(resumed, NEVER, null, control(CampaignControl.State.PAUSED, 0)))
                .isInstanceOf(AdmissionDecision.Hold.class);
        assertThat(decide(resumed, NEVER, null, control(CampaignControl.State.CANCELLED, 0)))
                .isInstanceOf(AdmissionDecision.Skip.class);
        assertThat(decide(resumed, NEVER, null, control(CampaignControl.State.ACTIVE, 0)))
                .isInstanceOf(AdmissionDecision.Run.class);
        assertThat(decide(resumed(40, 1), NEVER, null, control(CampaignControl.State.CANCELLED, 0)))
                .isInstanceOf(AdmissionDecision.Run.class);
    }

    @Test
    void whatALegLeftGoesOnWhoeverHasSaidWhatOfThatLeg() {
        for (JobAttempt.State state : JobAttempt.State.values()) {
            assertThat(decide(resumed, NEVER, attempt(state, 39, 1, "elsewhere"), null))
                    .isEqualTo(new AdmissionDecision.Run(1, state == JobAttempt.State.FAILED ? "why" : ""));
        }
    }

    @Test
    void whatTheFirstLegLeftWithoutAStepGoesOn() {
        JobAttempt first = attempt(JobAttempt.State.RUNNING, 0, 0, fresh.place().toString());

        assertThat(decide(resumed(1, 0), NEVER, first, null)).isEqualTo(new AdmissionDecision.Run(0, ""));
    }

    @ParameterizedTest
    @EnumSource(JobAttempt.State.class)
    void anEarlierRecordOfAJobThatIsFartherIsSkipped(JobAttempt.State state) {
        JobAttempt farther = attempt(state, 40, 0, "elsewhere");

        assertThat(decide(fresh, NEVER, farther, null)).isInstanceOf(AdmissionDecision.Skip.class);
        assertThat(decide(resumed(20, 0), NEVER, farther, null)).isInstanceOf(AdmissionDecision.Skip.class);
        assertThat(decide(resumed, NEVER, farther, null)).isInstanceOf(AdmissionDecision.Skip.class);
        assertThat(decide(otherCampaign(), NEVER, farther, null)).isInstanceOf(AdmissionDecision.Run.class);
    }

    @Test
    void aJobThatWasGivenBackBeginsAnewWithoutBlame() {
        JobAttempt givenBack =
                attempt(JobAttempt.State.RELEASED, 0, 0, fresh.place().toString());

        assertThat(decide(fresh, NEVER, givenBack, null)).isEqualTo(new AdmissionDecision.Run(0, ""));
    }

    @Test
    void aJobThatRunsFromAnotherRecordIsSkippedUnlessAnotherCampaignAsks() {
        JobAttempt running = attempt(JobAttempt.State.RUNNING, 0, 0, "elsewhere");

        assertThat(decide(fresh, NEVER, running, null)).isInstanceOf(AdmissionDecision.Skip.class);
        assertThat(decide(otherCampaign(), NEVER, running, null)).isInstanceOf(AdmissionDecision.Run.class);
    }

    @ParameterizedTest
    @EnumSource(CampaignControl.State.class)
    void aRequestWaitsForTheEndOfAnAttemptOfAnAbandonedRound(CampaignControl.State state) {
        for (JobAttempt.State stage : JobAttempt.State.values()) {
            JobAttempt abandoned = attempt(stage, 0, 0, "elsewhere");

            assertThat(decide(delivered(1, 0), NEVER, abandoned, control(state, 0)))
                    .isInstanceOf(AdmissionDecision.Hold.class);
            assertThat(decide(delivered(1, 0), NEVER, abandoned, control(state, NEVER)))
                    .isInstanceOf(AdmissionDecision.Skip.class);
            assertThat(decide(delivered(1, 0), 0, abandoned, control(state, 0)))
                    .isInstanceOf(AdmissionDecision.Skip.class);
        }
    }

    @Test
    void aJobWhoseWorkerDiedRunsAloneAndIsGivenUpAfterThreeOfThem() {
        String here = fresh.place().toString();

        assertThat(decide(fresh, NEVER, attempt(JobAttempt.State.RUNNING, 0, 0, here), null))
                .isEqualTo(new AdmissionDecision.Run(1, "worker-9 " + AdmissionDecision.KILLED))
                .matches(run -> ((AdmissionDecision.Run) run).alone());
        assertThat(decide(fresh, NEVER, attempt(JobAttempt.State.RUNNING, 0, 1, here), null))
                .isInstanceOf(AdmissionDecision.Run.class);
        assertThat(decide(fresh, NEVER, attempt(JobAttempt.State.RUNNING, 0, 2, here), null))
                .isEqualTo(new AdmissionDecision.GiveUp(3, "worker-9 " + AdmissionDecision.KILLED));
    }

    @Test
    void anAttemptThatFailedGoesOnFromTheSameRecordOnly() {
        assertThat(decide(
                        fresh,
                        NEVER,
                        attempt(JobAttempt.State.FAILED, 0, 1, fresh.place().toString()),
                        null))
                .isEqualTo(new AdmissionDecision.Run(1, "why"));
        assertThat(decide(fresh, NEVER, attempt(JobAttempt.State.FAILED, 0, 1, "elsewhere"), null))
                .isInstanceOf(AdmissionDecision.Skip.class);
    }

    private static AdmissionDecision decide(
            DeliveredRequest delivered, int ended, @Nullable JobAttempt attempt, @Nullable CampaignControl control) {
        return AdmissionDecision.of(delivered, new AdmissionDecision.Knowledge(ended, attempt, control), MOST);
    }

    private static DeliveredRequest resumed(long legs, int round) {
        return Deliveries.of("job", Lane.RESUMED, 8, CAMPAIGN, new Delivery(round, 0), legs);
    }

    private static DeliveredRequest delivered(int round, int retry) {
        return Deliveries.of("job", Lane.NORMAL, 7, CAMPAIGN, new Delivery(round, retry), null);
    }

    private static DeliveredRequest otherCampaign() {
        return Deliveries.of("job", Lane.NORMAL, 9, "other", Delivery.FIRST, null);
    }

    private static CampaignControl control(CampaignControl.State state, int abandoned) {
        return new CampaignControl(CampaignControl.SCHEMA, CAMPAIGN, state, abandoned, Instant.EPOCH);
    }

    private static JobAttempt attempt(JobAttempt.State state, long legs, int failures, String record) {
        String reason = state == JobAttempt.State.FAILED ? "why" : "";
        return new JobAttempt(
                JobAttempt.SCHEMA,
                "job",
                CAMPAIGN,
                0,
                failures,
                state,
                legs,
                record,
                "worker-9",
                Instant.EPOCH,
                reason);
    }
}
