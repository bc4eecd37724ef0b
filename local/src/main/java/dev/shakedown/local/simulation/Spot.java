package dev.shakedown.local.simulation;

/**
 * Nodes that their owner takes back: after a time that is exponentially distributed, with a notice.
 *
 * @param interruptionsPerHour of a node
 * @param notice seconds between the notice, on which the worker is told to stop, and the node's end
 */
public record Spot(double interruptionsPerHour, double notice) {

    /** Nodes that nobody takes back. */
    public static final Spot NEVER = new Spot(0, 0);

    public Spot {
        Check.atLeast(0, "interruptionsPerHour", interruptionsPerHour);
        Check.atLeast(0, "notice", notice);
    }
}
