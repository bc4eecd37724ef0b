package dev.shakedown.jobapi.identity;

/**
 * A job's id and the seed of its random start. Both follow from what determines the job and from its campaign's seed,
 * so jobs start independently of one another, and the same job in two campaigns with the same seed is one job. The
 * judges of a perturbation are part of the id but not of the start: other judges judge the same perturbation.
 *
 * @param jobId 32 hexadecimal digits
 * @param seed of the random start, from 0 to 2^53 - 1, exact in every JSON reader
 */
public record JobIdentity(String jobId, long seed) {

    static final int DIGITS = 32;
    static final int SEED_UNUSED_BITS = Long.SIZE - 53;
}
