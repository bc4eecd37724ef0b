package dev.shakedown.service.clock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClockWatchTest {

    @Test
    void aServiceEndsWhenItsClockIsSetBackByMoreThanTenSeconds() {
        assertThat(ClockWatch.isSetBack(5_000, 4_989)).isTrue();
        assertThat(ClockWatch.isSetBack(5_000, 4_990)).isFalse();
    }

    @Test
    void aClockThatIsSetForwardIsNoReasonToEnd() {
        assertThat(ClockWatch.isSetBack(5_000, 8_600)).isFalse();
        assertThat(ClockWatch.isSetBack(-3_600, 0)).isFalse();
    }
}
