package dev.shakedown.local.progress;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;

/** How fast steps are done lately, and so how long the rest takes. Not thread-safe. */
final class Pace {

    /** Long enough to even out batches that finish together, short enough to follow a change of network. */
    private static final Duration WINDOW = Duration.ofSeconds(20);

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long stepsDone) {}

    /**
     * Notes a count.
     *
     * @param nanos when, as of {@link System#nanoTime()}
     * @param stepsDone updates done until then
     */
    void add(long nanos, long stepsDone) {
        samples.addLast(new Sample(nanos, stepsDone));
        while (samples.size() > 2 && nanos - secondOldest().nanos() > WINDOW.toNanos()) {
            samples.removeFirst();
        }
    }

    /** Steps per second over the window; empty until something has moved. */
    OptionalDouble stepsPerSecond() {
        if (samples.size() < 2) {
            return OptionalDouble.empty();
        }
        long steps = samples.getLast().stepsDone() - samples.getFirst().stepsDone();
        long nanos = samples.getLast().nanos() - samples.getFirst().nanos();
        return steps > 0 && nanos > 0 ? OptionalDouble.of(steps * 1e9 / nanos) : OptionalDouble.empty();
    }

    /** How long the remaining steps take at this rate. */
    Optional<Duration> remaining(long stepsLeft) {
        OptionalDouble rate = stepsPerSecond();
        return rate.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds((long) Math.ceil(Math.max(0, stepsLeft) / rate.getAsDouble())));
    }

    private Sample secondOldest() {
        return samples.stream().skip(1).findFirst().orElseThrow();
    }
}
