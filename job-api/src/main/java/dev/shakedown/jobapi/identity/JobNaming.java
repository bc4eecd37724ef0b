package dev.shakedown.jobapi.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.shakedown.contract.Sha256;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.network.NetworkRef;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Names the jobs of one campaign: the SHA-256 of canonical JSON of what {@link JobIdentityContent} selects. What jobs
 * have in common (the same object, not an equal one) is written once and remembered, because a campaign can have
 * millions of jobs. Not thread-safe.
 */
public final class JobNaming {

    private static final String NO_BLUR = "null";

    private final long campaignSeed;
    private final String beforeJob;
    private final String afterJudges;
    private final MessageDigest sha256 = Sha256.newDigest();
    private final Map<Object, String> written = new IdentityHashMap<>();
    private final Map<Object, String> writtenJudges = new IdentityHashMap<>();
    private final Map<Double, String> budgets = new HashMap<>();

    /** Names jobs of a campaign with this seed that stores no outputs and has no further metrics. */
    public JobNaming(long campaignSeed) {
        this(campaignSeed, false, List.of());
    }

    /**
     * Names jobs of a campaign with this seed. Jobs that store their outputs, or have further metrics, have other ids,
     * and the same starts.
     */
    public JobNaming(long campaignSeed, boolean keepOutputs, List<String> furtherMetrics) {
        this.beforeJob = furtherMetrics.isEmpty()
                ? ""
                : furtherMetrics.stream().collect(Collectors.joining("\",\"", "\"furtherMetrics\":[\"", "\"],"));
        this.afterJudges = keepOutputs ? ",\"keepOutputs\":true" : "";
        this.campaignSeed = campaignSeed;
    }

    /** Names a job by what {@link JobIdentityContent} selects of these. */
    public JobIdentity name(
            ImageSource source,
            @Nullable BlurSpec blur,
            NetworkRef network,
            List<NetworkRef> judges,
            AttackSpec attack,
            List<ImageSource> companions,
            double budget) {
        return name(source, blur, network, judges, attack, companions, budget, 0);
    }

    /**
     * Names a job that is repeated with further seeds: each is the job of a campaign with that seed.
     *
     * @param further how many seeds lie between that of the campaign and the job's
     */
    public JobIdentity name(
            ImageSource source,
            @Nullable BlurSpec blur,
            NetworkRef network,
            List<NetworkRef> judges,
            AttackSpec attack,
            List<ImageSource> companions,
            double budget,
            int further) {
        // Keys in the order of canonical JSON.
        StringBuilder job = new StringBuilder(1024)
                .append("{\"attack\":")
                .append(once(attack, () -> CanonicalJson.text(JobIdentityContent.of(attack))))
                .append(",\"blur\":")
                .append(blur == null ? NO_BLUR : once(blur, () -> CanonicalJson.text(JobIdentityContent.of(blur))))
                .append(",\"budget\":")
                .append(budgets.computeIfAbsent(budget, JobNaming::number));
        if (!companions.isEmpty()) {
            job.append(",\"companions\":").append(once(companions, () -> array(companions)));
        }
        job.append(",\"network\":\"")
                .append(network.sha256())
                .append("\",\"schema\":")
                .append(JobIdentityContent.SCHEMA)
                .append(",\"source\":")
                .append(once(source, () -> CanonicalJson.text(JobIdentityContent.of(source))))
                .append('}');
        String content = job.toString();
        String start = "{\"campaignSeed\":" + (campaignSeed + further) + ",\"job\":" + content + "}";
        long seed = ByteBuffer.wrap(digest(start)).getLong() >>> JobIdentity.SEED_UNUSED_BITS;
        String whole = "{" + beforeJob + "\"job\":" + content + judges(network, judges) + afterJudges + ",\"seed\":"
                + seed + "}";
        String jobId = HexFormat.of().formatHex(digest(whole), 0, JobIdentity.DIGITS / 2);
        return new JobIdentity(jobId, seed);
    }

    private String judges(NetworkRef network, List<NetworkRef> judges) {
        String text = writtenJudges.get(judges);
        if (text == null) {
            ArrayNode content = JobIdentityContent.judges(network, judges);
            text = content.isEmpty() ? "" : ",\"judges\":" + CanonicalJson.text(content);
            writtenJudges.put(judges, text);
        }
        return text;
    }

    private String once(Object part, Supplier<String> text) {
        String known = written.get(part);
        if (known == null) {
            known = text.get();
            written.put(part, known);
        }
        return known;
    }

    private static String array(List<ImageSource> companions) {
        return companions.stream()
                .map(companion -> CanonicalJson.text(JobIdentityContent.of(companion)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String number(double value) {
        return CanonicalJson.text(DoubleNode.valueOf(value));
    }

    private byte[] digest(String text) {
        return sha256.digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A job's id and the seed of its random start. Both follow from what determines the job and from its campaign's
     * seed, so jobs start independently of one another, and the same job in two campaigns with the same seed is one
     * job. The judges of a perturbation are part of the id but not of the start: other judges judge the same
     * perturbation.
     *
     * @param jobId 32 hexadecimal digits
     * @param seed of the random start, from 0 to 2^53 - 1, exact in every JSON reader
     */
    public record JobIdentity(String jobId, long seed) {

        static final int DIGITS = 32;
        static final int SEED_UNUSED_BITS = Long.SIZE - 53;
    }
}
