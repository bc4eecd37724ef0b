package dev.shakedown.local.simulation;

/**
 * The machines of a pool, a worker on each.
 *
 * @param boot from asking for a node until it takes pods
 * @param imagePull of the worker's image, once a node
 * @param workerStart from the container's start until the worker joins its group
 * @param linger how long a node without a worker stays before it is given back
 * @param pricePerHour of a node, from asking for it until it is gone
 * @param gpus of a node
 */
public record Nodes(double boot, double imagePull, double workerStart, double linger, double pricePerHour, int gpus) {

    /** Machines that are there at once and cost nothing. */
    public static final Nodes AT_ONCE = new Nodes(0, 0, 0, 0, 0, 1);

    public Nodes {
        Check.atLeast(0, "boot", boot);
        Check.atLeast(0, "imagePull", imagePull);
        Check.atLeast(0, "workerStart", workerStart);
        Check.atLeast(0, "linger", linger);
        Check.atLeast(0, "pricePerHour", pricePerHour);
        Check.atLeast(0, "gpus", gpus);
    }
}
