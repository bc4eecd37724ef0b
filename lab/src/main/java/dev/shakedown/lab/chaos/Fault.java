package dev.shakedown.lab.chaos;

/** What is done to a stack. */
public enum Fault {
    /** {@code kill -9} of a worker. */
    KILL_WORKER(30),
    /** SIGTERM to a worker, which returns its jobs. */
    STOP_WORKER(10),
    /** {@code kill -9} of result-store. */
    KILL_RESULT_STORE(12),
    /** {@code kill -9} of job-api. */
    KILL_JOB_API(8),
    /** {@code kill -9} of the broker. */
    KILL_BROKER(8),
    /** {@code kill -9} of PostgreSQL, all its processes. */
    KILL_POSTGRES(8),
    /** SIGSTOP of any process, and SIGCONT some time later. */
    FREEZE(12),
    /** All connections to Kafka, PostgreSQL or result-store dropped, and refused for some time. */
    CUT(12);

    private final int weight;

    Fault(int weight) {
        this.weight = weight;
    }

    /** How often, relative to the others. */
    int weight() {
        return weight;
    }
}
