package dev.shakedown.contract.job;

/**
 * Which time a job is asked for.
 *
 * @param round the round of its campaign that asks, from 0; whoever pauses, cancels or goes on does it by rounds
 * @param retry how often the job had failed and was asked for again; a result of a later retry replaces a failure
 */
public record Delivery(int round, int retry) {

    /** The first time. */
    public static final Delivery FIRST = new Delivery(0, 0);
}
