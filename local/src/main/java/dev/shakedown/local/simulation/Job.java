package dev.shakedown.local.simulation;

/** A job on its way. */
final class Job {

    private final WorkGroup group;
    private final int partition;
    private int stepsSaved;
    private int failures;

    Job(WorkGroup group, int partition) {
        this.group = group;
        this.partition = partition;
    }

    WorkGroup group() {
        return group;
    }

    /** Of whichever lane: its key is the same in all. */
    int partition() {
        return partition;
    }

    /** Updates that its state has, where its next leg begins. */
    int stepsSaved() {
        return stepsSaved;
    }

    void save(int steps) {
        stepsSaved = steps;
    }

    int failures() {
        return failures;
    }

    /** Its worker died in the middle of it. */
    void fail() {
        failures++;
    }
}
