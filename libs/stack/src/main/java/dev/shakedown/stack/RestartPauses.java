package dev.shakedown.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long to wait before a process that ended is started again: 1 s, then twice as long each time, up to a minute. A
 * process that ran for five minutes starts from 1 s again. After eight ends in a row it is not started again.
 */
final class RestartPauses {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration LONG_LIFE = Duration.ofMinutes(5);
    private static final int MOST_ENDS = 8;

    private Instant started;
    private int ends;

    /** For a process that was started at some time. */
    RestartPauses(Instant started) {
        this.started = started;
    }

    /** Notes that the process was started again. */
    void started(Instant when) {
        started = when;
    }

    /** Notes that it ended; gives the pause, or empty if it is not to be started again. */
    Optional<Duration> ended(Instant when) {
        if (Duration.between(started, when).compareTo(LONG_LIFE) >= 0) {
            ends = 0;
        }
        ends++;
        if (ends >= MOST_ENDS) {
            return Optional.empty();
        }
        Duration doubled = FIRST.multipliedBy(1L << (ends - 1));
        return Optional.of(doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled);
    }

    /** How often it ended without a long life between. */
    int ends() {
        return ends;
    }
}
