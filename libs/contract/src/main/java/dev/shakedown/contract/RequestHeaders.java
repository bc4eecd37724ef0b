package dev.shakedown.contract;

/** Names of the Kafka headers of requests, and of what workers say about them. */
public final class RequestHeaders {

    /** State of a job that goes on where its last leg ended; bytes that only workers read. */
    public static final String STATE = "state";

    /**
     * Beside a piece of a state that is too large for one record: which piece, as {@link RecordPieces.Place} writes it.
     * Each piece is a whole request; all are on one partition, and the last one is written after the others.
     */
    public static final String PIECE = "piece";

    /**
     * Beside a state: how many legs the job has had, as decimal text. Of two requests the one with more is the later.
     */
    public static final String LEG = "leg";

    /** Beside a state: how many updates were done when it was taken, as decimal text. */
    public static final String STEP = "step";

    /** Beside a state: when the job's first step began, as in ISO 8601. */
    public static final String STARTED = "started";

    /** On a job's last record in {@link Topics#ATTEMPTS}: which retry has a result, as decimal text. */
    public static final String ENDED = "ended";

    /**
     * On every other record in {@link Topics#ATTEMPTS}, on progress and on results: which retry of the job it is about,
     * as decimal text.
     */
    public static final String RETRY = "retry";

    private RequestHeaders() {}
}
