package dev.shakedown.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepRateTest {

    private static final long SECOND = 1_000_000_000L;

    private final StepRate pace = new StepRate();

    @Test
    void knowsNothingBeforeSomethingMoves() {
        assertThat(pace.stepsPerSecond()).isEmpty();
        pace.add(0, 7);
        assertThat(pace.stepsPerSecond()).isEmpty();
        pace.add(SECOND, 7);
        assertThat(pace.stepsPerSecond()).isEmpty();
        assertThat(pace.remaining(100)).isEmpty();
    }

    @Test
    void followsAChangeOfPace() {
        for (int second = 0; second <= 30; second++) {
            pace.add(second * SECOND, second * 100L);
        }
        for (int second = 31; second <= 100; second++) {
            pace.add(second * SECOND, 3000 + (second - 30) * 10L);
        }

        assertThat(pace.stepsPerSecond().orElseThrow()).isCloseTo(10, within(0.01));
        assertThat(pace.remaining(100)).contains(Duration.ofSeconds(10));
    }

    @Test
    void roundsTheRemainingTimeUp() {
        pace.add(0, 0);
        pace.add(2 * SECOND, 3);

        assertThat(pace.remaining(1)).contains(Duration.ofSeconds(1));
        assertThat(pace.remaining(0)).contains(Duration.ZERO);
    }
}
