package dev.shakedown.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.shakedown.contract.campaign.AttackSpec;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.ImageSource;
import dev.shakedown.contract.network.NetworkRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One job, with everything that a worker needs but the bytes of its images.
 *
 * @param schema version of this message, {@value #SCHEMA}
 * @param jobId hash of everything that determines the result, and of nothing else
 * @param campaignId the campaign that asks for it
 * @param ordinal the job's place in that campaign's expansion, from 0
 * @param source the image
 * @param blur how it is blurred; null if it arrives blurred
 * @param network the network under attack
 * @param judges the networks on which the perturbation is judged, the one whose numbers come first at the front
 * @param attack what to achieve, and how
 * @param companions further images that a universal perturbation is sought for together with the source, all treated
 *     alike; empty for other attacks
 * @param budget epsilon, in 255ths; without effect where the attack perturbs the kernel alone
 * @param seed of the random start
 * @param submitted when the campaign was accepted
 * @param delivery which time the job is asked for
 * @param furtherMetrics what is measured beyond what every job has, as {@link FurtherMetric#REQUESTS} has it; not
 *     written where that is nothing
 * @param keepOutputs true where outputs are stored as arrays, besides pictures; else null, and not written
 */
public record AttackRequest(
        int schema,
        String jobId,
        String campaignId,
        long ordinal,
        ImageSource source,
        @Nullable BlurSpec blur,
        NetworkRef network,
        List<NetworkRef> judges,
        AttackSpec attack,
        List<ImageSource> companions,
        double budget,
        long seed,
        Instant submitted,
        Delivery delivery,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> furtherMetrics,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean keepOutputs) {

    /** The version that this code writes. */
    public static final int SCHEMA = 1;

    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what is not written.
    public AttackRequest {
        judges = List.copyOf(judges);
        companions = List.copyOf(companions);
        furtherMetrics = furtherMetrics == null ? List.of() : List.copyOf(furtherMetrics);
        keepOutputs = Boolean.TRUE.equals(keepOutputs) ? true : null;
    }

    /** Whether outputs are stored as arrays, besides pictures. */
    public boolean keepsOutputs() {
        return keepOutputs != null;
    }

    /** What bounds delta, in 255ths: the budget, but 0 where the attack perturbs the kernel alone. */
    public double imageBudget() {
        return attack.perturbsImage() ? budget : 0;
    }

    /** A job that is asked for for the first time. */
    public AttackRequest(
            int schema,
            String jobId,
            String campaignId,
            long ordinal,
            ImageSource source,
            @Nullable BlurSpec blur,
            NetworkRef network,
            List<NetworkRef> judges,
            AttackSpec attack,
            List<ImageSource> companions,
            double budget,
            long seed,
            Instant submitted) {
        this(
                schema,
                jobId,
                campaignId,
                ordinal,
                source,
                blur,
                network,
                judges,
                attack,
                companions,
                budget,
                seed,
                submitted,
                Delivery.FIRST,
                List.of(),
                false);
    }

    /** A job on one image whose perturbation is judged on the network under attack alone. */
    public AttackRequest(
            int schema,
            String jobId,
            String campaignId,
            long ordinal,
            ImageSource source,
            @Nullable BlurSpec blur,
            NetworkRef network,
            AttackSpec attack,
            double budget,
            long seed,
            Instant submitted) {
        this(
                schema,
                jobId,
                campaignId,
                ordinal,
                source,
                blur,
                network,
                List.of(network),
                attack,
                List.of(),
                budget,
                seed,
                submitted);
    }

    /** The same job, judged on these networks. */
    public AttackRequest judgedOn(List<NetworkRef> others) {
        return with(others, delivery, furtherMetrics, keepOutputs);
    }

    /** The same job, asked for another time. */
    public AttackRequest delivered(Delivery another) {
        return with(judges, another, furtherMetrics, keepOutputs);
    }

    /** The same job, with or without its outputs as arrays, and with these further metrics. */
    public AttackRequest giving(boolean outputs, List<String> metrics) {
        return with(judges, delivery, metrics, outputs);
    }

    private AttackRequest with(
            List<NetworkRef> otherJudges, Delivery otherDelivery, List<String> metrics, @Nullable Boolean outputs) {
        return new AttackRequest(
                schema,
                jobId,
                campaignId,
                ordinal,
                source,
                blur,
                network,
                otherJudges,
                attack,
                companions,
                budget,
                seed,
                submitted,
                otherDelivery,
                metrics,
                outputs);
    }
}
