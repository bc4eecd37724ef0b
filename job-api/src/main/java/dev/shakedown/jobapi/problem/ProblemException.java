package dev.shakedown.jobapi.problem;

/** A problem where the answer cannot be a response, because it is to be a stream. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // Never serialised.
    private final Problem problem;

    /** Carries the problem to the one place that answers. */
    public ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
