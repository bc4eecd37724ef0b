package dev.shakedown.jobs.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;

/**
 * A job's name and its random start. Both follow from what determines the job and from its campaign's seed, so jobs
 * start independently of one another, and the same job in two campaigns with the same seed is one job.
 *
 * @param jobId 32 hexadecimal digits
 * @param seed of the random start, from 0 to 2^53 - 1, exact in every JSON reader
 */
public record JobIdentity(String jobId, long seed) {

    private static final int DIGITS = 32;
    private static final int SEED_BITS = 53;

    /**
     * Names a job.
     *
     * @param content as {@link JobContent} selects it
     * @param campaignSeed the seed in the campaign document
     */
    public static JobIdentity of(ObjectNode content, long campaignSeed) {
        ObjectNode start = JsonNodeFactory.instance.objectNode().put("campaignSeed", campaignSeed);
        start.set("job", content);
        long seed = ByteBuffer.wrap(Sha256.digest(CanonicalJson.bytes(start))).getLong() >>> (Long.SIZE - SEED_BITS);
        ObjectNode whole = JsonNodeFactory.instance.objectNode().put("seed", seed);
        whole.set("job", content);
        return new JobIdentity(Sha256.hex(CanonicalJson.bytes(whole)).substring(0, DIGITS), seed);
    }
}
