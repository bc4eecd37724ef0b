package dev.shakedown.jobapi.problem;

import java.util.List;

/**
 * An expected failure, as a value.
 *
 * @param type which kind
 * @param detail this occurrence, for people
 * @param violations each thing that is wrong, where there are several to name; else empty
 */
public record Problem(ProblemType type, String detail, List<Violation> violations) {

    public Problem {
        violations = List.copyOf(violations);
    }

    /** A problem that its detail tells whole. */
    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, List.of());
    }

    /**
     * A document whose content is wrong.
     *
     * @param violations those to name, at least one
     * @param found how many there are, which may be more than are named
     */
    public static Problem invalidCampaign(List<Violation> violations, int found) {
        String counted = found == 1 ? "1 problem: " : found + " problems; first: ";
        return new Problem(
                ProblemType.INVALID_CAMPAIGN, counted + violations.get(0).inWords(), violations);
    }

    /** A query parameter that is wrong. */
    public static Problem invalidParameter(Violation violation) {
        return new Problem(ProblemType.INVALID_PARAMETER, violation.inWords(), List.of(violation));
    }
}
