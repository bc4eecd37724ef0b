package dev.shakedown.attackworker.verification;

/** Bytes that a check needs are not there or not what they must be. Whoever throws it has put that into the ledger. */
final class MissingEvidenceException extends Exception {

    private static final long serialVersionUID = 1L;

    MissingEvidenceException(String what) {
        super(what);
    }
}
