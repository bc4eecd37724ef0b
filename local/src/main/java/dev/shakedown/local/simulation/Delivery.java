package dev.shakedown.local.simulation;

/**
 * How workers take jobs and give them back; {@code shakedown.delivery} of the workers.
 *
 * @param leg how long a job runs before it is published again with its state
 * @param attempts after how many failed attempts a job is given up
 * @param sessionTimeout after how long a worker that was killed counts as dead
 * @param drainTimeout how long a worker that is told to stop may take until its jobs are given back
 * @param rebalance until the group has heard of a change and agreed on who reads what: up to a heartbeat's interval
 */
public record Delivery(double leg, int attempts, double sessionTimeout, double drainTimeout, double rebalance) {

    /** The workers' defaults. */
    public static final Delivery DEFAULT = new Delivery(300, 3, 15, 20, 3);

    public Delivery {
        Check.positive("leg", leg);
        Check.atLeast(1, "attempts", attempts);
        Check.atLeast(0, "sessionTimeout", sessionTimeout);
        Check.atLeast(0, "drainTimeout", drainTimeout);
        Check.atLeast(0, "rebalance", rebalance);
    }
}
