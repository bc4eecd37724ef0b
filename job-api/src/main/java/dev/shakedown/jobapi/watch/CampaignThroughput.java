package dev.shakedown.jobapi.watch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** How fast a campaign gets on lately, from counts that were taken now and then. Thread-safe. */
final class CampaignThroughput {

    /** Long enough to even out jobs that end together, short enough to follow a change of network. */
    private static final Duration WINDOW = Duration.ofMinutes(3);

    /** Below this, one job that happens to end would look like a rate. */
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    private static final Duration APART = Duration.ofSeconds(1);

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long stepsDone, long ended) {}

    /**
     * Notes counts. Where they have gone down, because jobs were retried, measuring restarts.
     *
     * @param nanos when, as {@link System#nanoTime()} tells it
     */
    synchronized void note(long nanos, long stepsDone, long ended) {
        Sample last = samples.peekLast();
        if (last != null && (stepsDone < last.stepsDone() || ended < last.ended())) {
            samples.clear();
        } else if (last != null && samples.size() > 1 && nanos - last.nanos() < APART.toNanos()) {
            return;
        }
        samples.addLast(new Sample(nanos, stepsDone, ended));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW.toNanos()) {
            samples.removeFirst();
        }
    }

    /** Begins anew: what was measured does not hold any more. */
    synchronized void forget() {
        samples.clear();
    }

    /** Updates a second; empty until something has moved for long enough to tell. */
    synchronized OptionalDouble stepsPerSecond() {
        return samples.isEmpty()
                ? OptionalDouble.empty()
                : rate(samples.getLast().stepsDone() - samples.getFirst().stepsDone());
    }

    /** Ended jobs a minute; empty until one has ended. */
    synchronized OptionalDouble jobsPerMinute() {
        OptionalDouble perSecond = samples.isEmpty()
                ? OptionalDouble.empty()
                : rate(samples.getLast().ended() - samples.getFirst().ended());
        return perSecond.isEmpty() ? perSecond : OptionalDouble.of(perSecond.getAsDouble() * 60);
    }

    private OptionalDouble rate(long moved) {
        long nanos = samples.getLast().nanos() - samples.getFirst().nanos();
        return moved > 0 && nanos >= SHORTEST.toNanos()
                ? OptionalDouble.of(moved * 1e9 / nanos)
                : OptionalDouble.empty();
    }
}
