package dev.shakedown.models.check;

/** What a check of a network found. */
public sealed interface CheckFinding {

    /** Human-readable, one line. */
    String what();

    /**
     * As it should be.
     *
     * @param what was looked at
     */
    record Good(String what) implements CheckFinding {}

    /**
     * Perhaps not as it should be, and nothing that an attack trips over.
     *
     * @param what is doubtful, and why
     */
    record Doubtful(String what) implements CheckFinding {}

    /**
     * Attacks on this network would fail or mean nothing.
     *
     * @param what is wrong, and what to change
     */
    record Bad(String what) implements CheckFinding {}
}
