package dev.shakedown.contract;

/**
 * Names of the Kafka topics. Keys and values are given at each; all keys and all JSON are UTF-8. Those of requests are
 * the default queue's; {@link RequestQueue} has the others.
 */
public final class Topics {

    /** Key: campaign id. Value: {@code SubmittedCampaign} JSON. Compacted. */
    public static final String CAMPAIGNS = "shakedown.campaigns";

    /** Key: idempotency key of a submission. Value: {@code Submission} JSON. Compacted, kept for a week. */
    public static final String SUBMISSIONS = "shakedown.submissions";

    /** Key: campaign id. Value: {@code ExpansionProgress} JSON. Compacted. */
    public static final String EXPANSIONS = "shakedown.expansions";

    /** Key: campaign id. Value: {@code CampaignControl} JSON. Compacted; read by every worker. */
    public static final String CONTROL = "shakedown.control";

    /**
     * Key: network id, behind {@code QUEUE/} where the queue has a name. Value: {@code AnnouncedNetwork} JSON, or none
     * once the network was withdrawn. Compacted.
     */
    public static final String NETWORKS = "shakedown.networks";

    /** Key: affinity (network, image size, chunk). Value: {@code AttackRequest} JSON. */
    public static final String REQUESTS = "shakedown.requests";

    /** As {@link #REQUESTS}, for urgent campaigns; workers take these first. */
    public static final String URGENT_REQUESTS = "shakedown.requests.urgent";

    /**
     * As {@link #REQUESTS}: jobs whose leg has ended, with their state in the header {@link RequestHeaders#STATE}.
     * Workers take these before {@link #REQUESTS}.
     */
    public static final String RESUMED_REQUESTS = "shakedown.requests.resumed";

    /** Key: campaign id. Value: {@code AttackRequest} JSON of a job that has a result already; no worker reads it. */
    public static final String LINKS = "shakedown.links";

    /**
     * Key: job id. Value: {@code JobAttempt} JSON, or none once the job has ended or was dropped; then a header
     * {@link RequestHeaders#ENDED} says that there is a result. Compacted; read by every worker.
     */
    public static final String ATTEMPTS = "shakedown.attempts";

    /**
     * Key: job id. Value: {@code JobProgress} JSON, or none where a job left its worker without a result. Short
     * retention.
     */
    public static final String PROGRESS = "shakedown.progress";

    /**
     * Key: job id. Value: {@code AttackResult} JSON. The job's artifacts are in the header
     * {@link ArtifactHeaders#ARTIFACTS}; if they are too large for that, they are on {@link #ARTIFACTS}, written
     * before.
     */
    public static final String RESULTS = "shakedown.results";

    /**
     * Key: job id. Value: the bytes, or a piece of them, of an artifact that did not travel with its job's result;
     * described by {@link ArtifactHeaders}.
     */
    public static final String ARTIFACTS = "shakedown.artifacts";

    /**
     * Key: job id (or topic/partition/offset of the record where none can be read). Value: {@code DeadLetter} JSON.
     * With the header {@link DeadLetter#RESULT_HEADER}: {@code AttackResult} JSON that {@link #RESULTS} does not take.
     */
    public static final String DEAD_LETTERS = "shakedown.dead-letters";

    private Topics() {}
}
