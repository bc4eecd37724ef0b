package dev.shakedown.client;

import dev.shakedown.contract.http.Problem;
import java.net.URI;

/** A request to a service failed. */
public abstract sealed class ServiceFailure extends RuntimeException {

    private ServiceFailure(String message, Throwable cause) {
        super(message, cause);
    }

    private ServiceFailure(String message) {
        super(message);
    }

    /** There was no answer. */
    public static final class Unreachable extends ServiceFailure {

        /** There was no answer from that address. */
        public Unreachable(URI address, Throwable cause) {
            super("no answer from " + address, cause);
        }
    }

    /** The service answered with a problem. */
    public static final class Refused extends ServiceFailure {

        private final Problem problem;

        /** The service answered with that problem. */
        public Refused(Problem problem) {
            super(problem.lines().get(0));
            this.problem = problem;
        }

        /** What the service said. */
        public Problem problem() {
            return problem;
        }
    }

    /** The service answered with something that the interface does not allow. */
    public static final class Unintelligible extends ServiceFailure {

        /** The answer from that address is not what the interface allows. */
        public Unintelligible(URI address, String what) {
            super(address + " " + what);
        }
    }
}
