package dev.shakedown.local.simulation;

/**
 * How requests come onto Kafka.
 *
 * @param delay from the submission to the first request
 * @param jobsPerSecond from then on
 */
public record Publication(double delay, double jobsPerSecond) {

    /** What a stack on two cores was seen to do; docs/delivery.md. */
    public static final Publication DEFAULT = new Publication(0.5, 10_000);

    public Publication {
        Check.atLeast(0, "delay", delay);
        Check.positive("jobsPerSecond", jobsPerSecond);
    }
}
