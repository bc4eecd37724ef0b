package dev.shakedown.attackworker.verification;

/**
 * A part of a job that could not be verified, which does not mean that it is wrong.
 *
 * @param judge the network whose numbers it belongs to; empty for the job as a whole
 * @param reason which part, and why
 */
public record Unverified(String judge, String reason) {

    /** Human-readable, without the job. */
    public String line() {
        return judge.isEmpty() ? reason : "judge " + judge + ": " + reason;
    }
}
