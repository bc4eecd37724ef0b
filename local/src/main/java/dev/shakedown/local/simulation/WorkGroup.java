package dev.shakedown.local.simulation;

/**
 * Jobs of one network on images of one size, as job-api expands them.
 *
 * @param queue whose lanes they travel in; empty for the default queue
 * @param network its id
 * @param size of the images, such as {@code 256x256}
 * @param jobs how many
 * @param steps updates of each
 * @param images that go through the network for an update of a job: restarts times draws
 * @param chunk how many jobs in a row share a key, and so a partition; job-api has 32
 */
public record WorkGroup(String queue, String network, String size, int jobs, int steps, int images, int chunk) {

    public WorkGroup {
        Check.atLeast(1, "jobs", jobs);
        Check.atLeast(1, "steps", steps);
        Check.atLeast(1, "images", images);
        Check.atLeast(1, "chunk", chunk);
    }

    /** What is measured of the group: how long a step takes. */
    public Kind kind() {
        return new Kind(network, size);
    }

    /** The key of one of its jobs, as job-api writes it. */
    public String key(int job) {
        return network + "|" + size + "|" + job / chunk;
    }

    /** The same with another number of jobs under a key. */
    public WorkGroup withChunk(int other) {
        return new WorkGroup(queue, network, size, jobs, steps, images, other);
    }

    /** Updates of all its jobs. */
    public long totalSteps() {
        return (long) jobs * steps;
    }
}
