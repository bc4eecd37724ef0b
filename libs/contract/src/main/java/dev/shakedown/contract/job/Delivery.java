package dev.shakedown.contract.job;

/**
 * Which time a job is asked for.
 *
 * @param round the round of its campaign, from 0; pausing, cancelling and resuming work by rounds
 * @param retry how often the failed job was retried; a result of a later retry replaces a failure
 */
public record Delivery(int round, int retry) {

    /** The first time. */
    public static final Delivery FIRST = new Delivery(0, 0);
}
