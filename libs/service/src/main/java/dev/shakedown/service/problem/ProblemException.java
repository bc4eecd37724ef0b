package dev.shakedown.service.problem;

import dev.shakedown.contract.http.Problem;

/** A problem of a call whose answer is not a response, such as a stream. */
public final class ProblemException extends RuntimeException {

    private final Problem problem;

    /** Carries the problem to {@link ProblemMapper}. */
    public ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
