package dev.shakedown.contract.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a perturbation did, measured on one network N, which need not be the one that it was crafted on. "8-bit" means
 * that y + delta was first rounded to 255ths, as a saved PNG would be. What refers to x or to the target is null where
 * there is none.
 *
 * @param blurredToSharp y against x
 * @param cleanToSharp N(y) against x
 * @param attackedToSharp N(y + delta) against x
 * @param eightBitToSharp N(8-bit(y + delta)) against x
 * @param cleanToTarget N(y) against the target
 * @param attackedToTarget N(y + delta) against the target
 * @param eightBitToTarget N(8-bit(y + delta)) against the target
 * @param attackedToClean N(y + delta) against N(y)
 * @param eightBitToClean N(8-bit(y + delta)) against N(y)
 * @param lipschitz ||N(y + delta) - N(y)||2 / ||delta||2, outputs not clamped; null if delta is zero, and where the
 *     kernel is perturbed, because what moved the output is then not delta alone
 * @param perturbationMaxNorm max |delta| on the scale of [0,1], of the float32 values
 * @param perturbationL2Norm ||delta||2 on the scale of [0,1]
 * @param eightBitMaxNorm max |8-bit(y + delta) - y| on the scale of [0,1]: rounding may exceed the budget
 * @param initialObjective the objective at the random start, as N sees it
 * @param finalObjective the objective at the perturbation that counts, as N sees it
 * @param countedStep the update after which that perturbation stood
 * @param furtherMetrics what the campaign asks for beyond these; not written where that is nothing
 * @param kernelChange of the kernel that N is told for y + delta, N(y + delta, b'); null, and not written, where that
 *     is b
 */
public record Evaluation(
        @Nullable ImageQuality blurredToSharp,
        @Nullable ImageQuality cleanToSharp,
        @Nullable ImageQuality attackedToSharp,
        @Nullable ImageQuality eightBitToSharp,
        @Nullable ImageQuality cleanToTarget,
        @Nullable ImageQuality attackedToTarget,
        @Nullable ImageQuality eightBitToTarget,
        ImageQuality attackedToClean,
        ImageQuality eightBitToClean,
        @Nullable Double lipschitz,
        double perturbationMaxNorm,
        double perturbationL2Norm,
        double eightBitMaxNorm,
        double initialObjective,
        double finalObjective,
        int countedStep,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FurtherMetric> furtherMetrics,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable KernelChange kernelChange) {

    @JsonCreator
    @SuppressWarnings("ConstantValue") // Jackson passes null for what is not written.
    public Evaluation {
        furtherMetrics = furtherMetrics == null ? List.of() : List.copyOf(furtherMetrics);
    }

    /** Without further metrics. */
    public Evaluation(
            @Nullable ImageQuality blurredToSharp,
            @Nullable ImageQuality cleanToSharp,
            @Nullable ImageQuality attackedToSharp,
            @Nullable ImageQuality eightBitToSharp,
            @Nullable ImageQuality cleanToTarget,
            @Nullable ImageQuality attackedToTarget,
            @Nullable ImageQuality eightBitToTarget,
            ImageQuality attackedToClean,
            ImageQuality eightBitToClean,
            @Nullable Double lipschitz,
            double perturbationMaxNorm,
            double perturbationL2Norm,
            double eightBitMaxNorm,
            double initialObjective,
            double finalObjective,
            int countedStep) {
        this(
                blurredToSharp,
                cleanToSharp,
                attackedToSharp,
                eightBitToSharp,
                cleanToTarget,
                attackedToTarget,
                eightBitToTarget,
                attackedToClean,
                eightBitToClean,
                lipschitz,
                perturbationMaxNorm,
                perturbationL2Norm,
                eightBitMaxNorm,
                initialObjective,
                finalObjective,
                countedStep,
                List.of(),
                null);
    }

    /** These numbers and further ones. */
    public Evaluation with(List<FurtherMetric> further) {
        return with(further, kernelChange);
    }

    /** These numbers, further ones and those of the told kernel. */
    public Evaluation with(List<FurtherMetric> further, @Nullable KernelChange told) {
        return new Evaluation(
                blurredToSharp,
                cleanToSharp,
                attackedToSharp,
                eightBitToSharp,
                cleanToTarget,
                attackedToTarget,
                eightBitToTarget,
                attackedToClean,
                eightBitToClean,
                lipschitz,
                perturbationMaxNorm,
                perturbationL2Norm,
                eightBitMaxNorm,
                initialObjective,
                finalObjective,
                countedStep,
                further,
                told);
    }
}
