package dev.shakedown.service.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestRateTest {

    private final AtomicLong now = new AtomicLong();
    private final RequestRate rate = new RequestRate(60, now::get);

    @Test
    void aMinutesRequestsMayComeAtOnceAndThenOneByOne() {
        for (int i = 0; i < 60; i++) {
            assertThat(rate.take("a")).isZero();
        }

        assertThat(rate.take("a")).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofMillis(400));
        assertThat(rate.take("a")).isEqualTo(Duration.ofMillis(600));
        pass(Duration.ofMillis(601));
        assertThat(rate.take("a")).isZero();
        assertThat(rate.take("a")).isPositive();
    }

    @Test
    void clientsDoNotTakeFromOneAnother() {
        for (int i = 0; i < 60; i++) {
            rate.take("a");
        }

        assertThat(rate.take("a")).isPositive();
        assertThat(rate.take("b")).isZero();
    }

    @Test
    void clientsThatWereQuietForAMinuteAreForgotten() {
        for (int i = 0; i < 999; i++) {
            rate.take("early-" + i);
        }
        pass(Duration.ofMinutes(1));

        rate.take("late");

        assertThat(rate.clients()).isEqualTo(1);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
