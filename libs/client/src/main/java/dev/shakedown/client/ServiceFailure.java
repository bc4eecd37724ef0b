package dev.shakedown.client;

import dev.shakedown.contract.http.Problem;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;

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

        public Unreachable(URI address, Throwable cause) {
            super("no answer from " + address + reason(cause), cause);
        }

        /** Only what helps: that nothing listens is what people expect. */
        private static String reason(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                    return ": there is no host of that name";
                }
                if (cause instanceof CertificateException) {
                    return ": its certificate is not trusted: " + cause.getMessage();
                }
            }
            return "";
        }
    }

    /** The service answered with a problem. */
    public static final class Refused extends ServiceFailure {

        private final Problem problem;

        public Refused(Problem problem) {
            super(problem.lines().get(0));
            this.problem = problem;
        }

        public Problem problem() {
            return problem;
        }
    }

    /** Something else than job-api answers at its address. */
    public static final class WrongService extends ServiceFailure {

        public WrongService(URI address, String answers) {
            super("%s: %s answers there: must be the address of job-api, for example http://127.0.0.1:8080"
                    .formatted(address, answers));
        }
    }

    /** The service answered with something that the interface does not allow. */
    public static final class Unintelligible extends ServiceFailure {

        public Unintelligible(URI address, String what) {
            super(address + " " + what);
        }
    }
}
