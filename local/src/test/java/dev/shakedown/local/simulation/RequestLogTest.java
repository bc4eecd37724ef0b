package dev.shakedown.local.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.local.simulation.RequestLog.Request;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RequestLogTest {

    private final RequestLog log = new RequestLog(Lane.NORMAL, 2);
    private final WorkGroup work = Scenarios.work(10, 5, 1);

    @Test
    void whatIsDoneCountsUntilAllBeforeItIsDone() {
        Request first = appended();
        Request second = appended();

        second.done();

        assertThat(log.lag()).isEqualTo(2);
        first.done();
        assertThat(log.lag()).isZero();
        assertThat(log.partitionsWithLag()).isZero();
    }

    @Test
    void whatWasTakenAndDroppedComesAgainBeforeWhatFollows() {
        Request first = appended();
        Request second = appended();
        appended();
        second.done();

        first.comesAgain();

        assertThat(log.first(0)).isSameAs(first);
        first.taken();
        assertThat(log.first(0)).isNotSameAs(second);
        assertThat(log.lag()).isEqualTo(3);
    }

    @Test
    void aKeyLiesWhereKafkaPutsIt() {
        // From Kafka's own tests: murmur2 of "foobar" is -790332482.
        assertThat(Simulation.partition("foobar", 64)).isEqualTo((-790332482 & 0x7fffffff) % 64);
    }

    private Request appended() {
        log.append(new Job(work, 0));
        Request request = Objects.requireNonNull(log.first(0));
        request.taken();
        return request;
    }
}
