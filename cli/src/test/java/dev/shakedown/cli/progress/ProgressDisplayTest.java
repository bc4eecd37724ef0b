package dev.shakedown.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.campaign.Priority;
import dev.shakedown.contract.http.CampaignState;
import dev.shakedown.contract.http.CampaignStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void showsJobsStepsRateAndTimeLeft() {
        StepRate pace = new StepRate();
        pace.add(0, 0);
        pace.add(2 * SECOND, 50);

        String line = ProgressDisplay.line(status(CampaignState.RUNNING, 1, 0, 50, 200), pace, 100);

        assertThat(line)
                .isEqualTo(
                        "[##########..............................]  1/4 jobs  50/200 steps  25.0 steps/s  0:06 left");
    }

    @Test
    void fitsTheTerminal() {
        StepRate pace = new StepRate();
        pace.add(0, 0);
        pace.add(2 * SECOND, 50);

        for (int columns = 20; columns < 120; columns++) {
            assertThat(ProgressDisplay.line(status(CampaignState.RUNNING, 1, 1, 50, 200), pace, columns))
                    .hasSizeLessThan(columns);
        }
    }

    @Test
    void isFullOnlyWhenEverythingHasEnded() {
        assertThat(ProgressDisplay.bar(0.999, 10)).isEqualTo("[#########.]");
        assertThat(ProgressDisplay.line(status(CampaignState.FINISHED, 3, 1, 190, 200), new StepRate(), 80))
                .startsWith("[##########")
                .doesNotContain(".]")
                .contains("4/4 jobs (1 failed)");
    }

    @Test
    void survivesACampaignThatIsNotExpandedYet() {
        assertThat(ProgressDisplay.line(status(CampaignState.EXPANDING, 0, 0, 0, 0), new StepRate(), 80))
                .contains("0/4 jobs  0/0 steps");
    }

    @Test
    void tellsTimeAsAClock() {
        assertThat(ProgressDisplay.clock(Duration.ofSeconds(59))).isEqualTo("0:59");
        assertThat(ProgressDisplay.clock(Duration.ofSeconds(61))).isEqualTo("1:01");
        assertThat(ProgressDisplay.clock(Duration.ofSeconds(3661))).isEqualTo("1:01:01");
    }

    private static CampaignStatus status(CampaignState state, long succeeded, long failed, long stepsDone, long steps) {
        return new CampaignStatus(
                "id",
                "demo",
                state,
                Priority.NORMAL,
                0,
                4,
                4,
                0,
                succeeded,
                failed,
                0,
                4 - succeeded - failed,
                List.of(),
                stepsDone,
                steps,
                null,
                null,
                null,
                Instant.EPOCH);
    }
}
