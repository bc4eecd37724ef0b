package dev.shakedown.lab.chaos;

import java.util.Locale;

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
    CUT(12),
    /** The file system full for some seconds; only if it is small and the stack's own. */
    FILL_DISK(3),
    /** The clock of any process wrong by up to an hour, and right some seconds later; only with libfaketime. */
    JUMP_CLOCK(8),
    /** {@code kill -9} of PostgreSQL, and a start from an earlier base backup. */
    RESTORE_BACKUP(3),
    /** The newest campaign paused, and resumed some time later. */
    PAUSE(8),
    /** The newest campaign cancelled, and retried some time later. */
    CANCEL(4);

    private final int weight;

    Fault(int weight) {
        this.weight = weight;
    }

    /** As the command's option has it: {@code kill-worker}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How often, relative to the others. */
    int weight() {
        return weight;
    }
}
