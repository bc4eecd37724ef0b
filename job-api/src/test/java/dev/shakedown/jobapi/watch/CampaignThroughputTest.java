package dev.shakedown.jobapi.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CampaignThroughputTest {

    private final CampaignThroughput pace = new CampaignThroughput();

    @Test
    void knowsNothingBeforeSomethingHasMovedForSomeSeconds() {
        assertThat(pace.stepsPerSecond()).isEmpty();
        note(0, 0, 0);
        note(2, 100, 0);
        assertThat(pace.stepsPerSecond()).isEmpty();

        note(10, 100, 0);

        assertThat(pace.stepsPerSecond()).hasValue(10);
        assertThat(pace.jobsPerMinute()).isEmpty();
    }

    @Test
    void measuresOverTheLastMinutes() {
        note(0, 0, 0);
        note(1000, 1000, 10);
        note(1060, 1600, 13);
        note(1120, 2200, 16);

        assertThat(pace.stepsPerSecond()).hasValue(10);
        assertThat(pace.jobsPerMinute()).hasValue(3);
    }

    @Test
    void startsAnewWhenJobsAreAskedForAgain() {
        note(0, 0, 0);
        note(10, 500, 5);
        note(20, 400, 4);

        assertThat(pace.stepsPerSecond()).isEmpty();
    }

    private void note(long second, long steps, long ended) {
        pace.note(Duration.ofSeconds(second).toNanos(), steps, ended);
    }
}
