package dev.shakedown.local.simulation;

import java.util.List;

/** What is counted while a simulation runs. */
final class Ledger {

    private final long jobs;
    private long stored;
    private double lastStored;
    private long givenUp;
    private long steps;
    private long stepsLost;
    private long redone;
    private long legs;
    private long interruptions;
    private long kills;

    Ledger(long jobs) {
        this.jobs = jobs;
    }

    void stored(double when) {
        stored++;
        lastStored = Math.max(lastStored, when);
    }

    void gaveUp() {
        givenUp++;
    }

    void made(long more) {
        steps += more;
    }

    void lost(long more) {
        stepsLost += more;
        redone++;
    }

    void legEnded() {
        legs++;
    }

    void interrupted() {
        interruptions++;
    }

    void killed() {
        kills++;
    }

    /** Whether each job has a stored result. */
    boolean isComplete() {
        return stored == jobs;
    }

    double lastStored() {
        return lastStored;
    }

    Outcome outcome(double end, long rebalances, long mostLag, List<Outcome.PoolOutcome> pools, Timeline timeline) {
        return new Outcome(
                isComplete(),
                isComplete() ? lastStored : end,
                stored,
                givenUp,
                steps,
                stepsLost,
                redone,
                legs,
                interruptions,
                kills,
                rebalances,
                mostLag,
                pools,
                timeline);
    }
}
