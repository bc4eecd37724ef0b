package dev.shakedown.contract;

/** Names of the Kafka topics. Keys and values are given at each; all keys and all JSON are UTF-8. */
public final class Topics {

    /** Key: campaign id. Value: {@code SubmittedCampaign} JSON. Compacted. */
    public static final String CAMPAIGNS = "shakedown.campaigns";

    /** Key: network id. Value: {@code AnnouncedNetwork} JSON. Compacted. */
    public static final String NETWORKS = "shakedown.networks";

    /** Key: affinity (network and image size). Value: {@code AttackRequest} JSON. */
    public static final String REQUESTS = "shakedown.requests";

    /** Key: job id. Value: {@code JobProgress} JSON. Short retention. */
    public static final String PROGRESS = "shakedown.progress";

    /** Key: job id. Value: {@code AttackResult} JSON, written only after the job's artifacts. */
    public static final String RESULTS = "shakedown.results";

    /** Key: job id. Value: the artifact's bytes; described by {@link ArtifactHeaders}. */
    public static final String ARTIFACTS = "shakedown.artifacts";

    /** Key: job id (or the record's own key where none can be read). Value: {@code DeadLetter} JSON. */
    public static final String DEAD_LETTERS = "shakedown.dead-letters";

    private Topics() {}
}
