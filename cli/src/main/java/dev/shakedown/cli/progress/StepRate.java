package dev.shakedown.cli.progress;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** How fast steps are done lately, and so how long the rest takes. Not thread-safe. */
final class StepRate {

    /** Long enough to even out batches that finish together, short enough to follow a change of network. */
    private static final Duration WINDOW = Duration.ofSeconds(60);

    private @Nullable Sample first;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long stepsDone) {}

    /**
     * Notes a count.
     *
     * @param nanos when, as of {@link System#nanoTime()}
     * @param stepsDone updates done until then
     */
    void add(long nanos, long stepsDone) {
        Sample sample = new Sample(nanos, stepsDone);
        first = first == null ? sample : first;
        samples.addLast(sample);
        while (samples.size() > 2 && nanos - secondOldest().nanos() > WINDOW.toNanos()) {
            samples.removeFirst();
        }
    }

    /** Steps per second over the window; empty until something has moved. */
    OptionalDouble stepsPerSecond() {
        return samples.isEmpty() ? OptionalDouble.empty() : since(samples.getFirst());
    }

    /** Steps per second from the first count to the last; empty if nothing has moved. */
    OptionalDouble overall() {
        return first == null ? OptionalDouble.empty() : since(first);
    }

    private OptionalDouble since(Sample start) {
        long steps = samples.getLast().stepsDone() - start.stepsDone();
        long nanos = samples.getLast().nanos() - start.nanos();
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
