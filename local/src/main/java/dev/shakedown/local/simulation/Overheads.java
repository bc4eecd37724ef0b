package dev.shakedown.local.simulation;

/**
 * What a job costs besides its steps. The first four keep the worker's one computing thread from anything else.
 *
 * @param load of a network, the first time that a worker needs it
 * @param prepare fetching and blurring
 * @param begin the clean output, and until the brokers know that the job has begun
 * @param evaluate the last objective, the judges, the numbers, the pictures
 * @param publish until the brokers have all of the result; the worker goes on meanwhile
 * @param store from then until PostgreSQL has it
 * @param release giving the running jobs back with their state
 */
public record Overheads(
        double load, double prepare, double begin, double evaluate, double publish, double store, double release) {

    /** Nothing takes any time but steps. */
    public static final Overheads NONE = new Overheads(0, 0, 0, 0, 0, 0, 0);

    public Overheads {
        Check.atLeast(0, "load", load);
        Check.atLeast(0, "prepare", prepare);
        Check.atLeast(0, "begin", begin);
        Check.atLeast(0, "evaluate", evaluate);
        Check.atLeast(0, "publish", publish);
        Check.atLeast(0, "store", store);
        Check.atLeast(0, "release", release);
    }
}
