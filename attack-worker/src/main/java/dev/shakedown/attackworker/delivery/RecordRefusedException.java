package dev.shakedown.attackworker.delivery;

import dev.shakedown.service.messaging.RefusedRecord;

/** Kafka refuses a record, however often it is sent. */
public final class RecordRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // Never serialised.
    private final RefusedRecord refusal;

    RecordRefusedException(RefusedRecord refusal, Throwable cause) {
        super(refusal.message(), cause);
        this.refusal = refusal;
    }

    /** The reason. */
    public RefusedRecord refusal() {
        return refusal;
    }
}
