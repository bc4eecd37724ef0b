package dev.shakedown.local.simulation;

/** The topics of a queue. Workers take what was given back before what has not begun. */
public enum Lane {
    /** Simulated campaigns are not urgent, but the group shares these partitions out with the others. */
    URGENT(".urgent"),
    RESUMED(".resumed"),
    NORMAL("");

    private final String suffix;

    Lane(String suffix) {
        this.suffix = suffix;
    }

    /** The topic's name in the default queue. */
    public String topic() {
        return "shakedown.requests" + suffix;
    }
}
