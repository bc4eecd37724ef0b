package dev.shakedown.contract;

/** Names of the Kafka headers of requests and attempts, besides W3C's {@code traceparent}. */
public final class RequestHeaders {

    /** State of a job that goes on where its last leg ended; bytes that only workers read. */
    public static final String STATE = "state";

    /** On a job's last record in {@link Topics#ATTEMPTS}: which retry has a result, as decimal text. */
    public static final String ENDED = "ended";

    private RequestHeaders() {}
}
