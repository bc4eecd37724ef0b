package dev.shakedown.jobapi.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.contract.Sha256;
import java.nio.ByteBuffer;

/**
 * A job's name and its random start. Both follow from what determines the job and from its campaign's seed, so jobs
 * start independently of one another, and the same job in two campaigns with the same seed is one job. Who judges a
 * perturbation is part of the job's name but not of its start: the same perturbation comes before other judges.
 *
 * @param jobId 32 hexadecimal digits
 * @param seed of the random start, from 0 to 2^53 - 1, exact in every JSON reader
 */
public record JobIdentity(String jobId, long seed) {

    static final int DIGITS = 32;
    static final int SEED_UNUSED_BITS = Long.SIZE - 53;

    /** Names a job that is judged on the network under attack alone. */
    public static JobIdentity of(ObjectNode content, long campaignSeed) {
        return of(content, JsonNodeFactory.instance.arrayNode(), campaignSeed);
    }

    /**
     * Names a job.
     *
     * @param content what determines the perturbation, as {@link JobIdentityContent} selects it
     * @param judges who judges it, as {@link JobIdentityContent#judges} tells
     * @param campaignSeed the seed in the campaign document
     */
    public static JobIdentity of(ObjectNode content, ArrayNode judges, long campaignSeed) {
        ObjectNode start = JsonNodeFactory.instance.objectNode().put("campaignSeed", campaignSeed);
        start.set("job", content);
        long seed = ByteBuffer.wrap(Sha256.newDigest().digest(CanonicalJson.bytes(start)))
                        .getLong()
                >>> SEED_UNUSED_BITS;
        ObjectNode whole = JsonNodeFactory.instance.objectNode().put("seed", seed);
        whole.set("job", content);
        if (!judges.isEmpty()) {
            whole.set("judges", judges);
        }
        return new JobIdentity(Sha256.hex(CanonicalJson.bytes(whole)).substring(0, DIGITS), seed);
    }
}
