package dev.shakedown.attackworker.diagnosis;

import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.attack.Attack;
import dev.shakedown.attackworker.attack.AttackOutcome;
import dev.shakedown.attackworker.attack.GradientRatio;
import dev.shakedown.attackworker.attack.Restoration;
import dev.shakedown.attackworker.attack.Stillness;
import dev.shakedown.attackworker.metric.ImageComparison;
import dev.shakedown.contract.Warning;
import dev.shakedown.contract.campaign.BlurSpec;
import dev.shakedown.contract.campaign.BudgetWarnings;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.contract.network.NetworkRef;
import dev.shakedown.contract.network.TrainedBlurs;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds what makes a job's numbers weaker than they look. Runs a network a further time only where it makes an image
 * worse: with the kernel turned by 180 degrees, once a job. For one job; not thread-safe.
 */
public final class JobDiagnosis {

    /** In dB, what counts as clearly better. */
    private static final double CLEARLY = 1;

    /** In dB, what a shift must cost before it is told. */
    private static final double WORTH_TELLING = 0.5;

    private final List<Warning> warnings = new ArrayList<>();
    private final @Nullable BlurSpec blur;
    private boolean triedFlipped;

    /**
     * Begins with what follows from the attack itself.
     *
     * @param budget in 255ths
     * @param blur how the images were blurred; null where they arrived blurred
     */
    public JobDiagnosis(AttackOutcome.Completed done, double budget, @Nullable BlurSpec blur) {
        this.blur = blur;
        warnings.addAll(BudgetWarnings.of(done.attack().spec(), budget));
        Stillness stillness = done.stillness();
        if (stillness != null) {
            warnings.add(new Warning(Warning.NO_MOVEMENT, noMovement(stillness, done)));
        }
    }

    /**
     * Looks at the network that the perturbation was crafted on.
     *
     * @param gradient its {@link GradientRatio}
     */
    public void crafted(NetworkRef network, double gradient) {
        if (gradient < GradientRatio.LEAST) {
            warnings.add(new Warning(
                    Warning.GRADIENT_DISAGREES,
                    text(
                            "%s: the gradient explains %.2f of how the output changes in a random direction, where a"
                                    + " right one explains about 1: look for detach, no_grad, rounding, or a vjp of"
                                    + " another function; a search with a wrong gradient shows no robustness",
                            network.id(), gradient)));
        }
    }

    public List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * Looks at what a judge made of an image.
     *
     * @param network the judge, open
     * @param first whether it is the first judge, whose image is also held against x
     */
    public void judged(JudgedImage judged, RestorationNetwork network, boolean first) {
        TrainedBlurs trained = network.card().trainedFor();
        if (trained != null && blur != null && !judged.isPair()) {
            trained.outside(blur)
                    .ifPresent(reason ->
                            warnings.add(new Warning(Warning.OUTSIDE_TRAINING, judged.name() + ": " + reason)));
        }
        OutputRange range = OutputRange.of(judged.clean());
        if (range.isAnother()) {
            warnings.add(new Warning(
                    Warning.OUTPUT_RANGE,
                    text(
                            "%s: the clean output lies in [%.4g, %.4g], and %.0f percent of its values far outside of"
                                    + " [0,1]: the network probably returns another range of values, such as 0 to 255",
                            judged.name(), range.least(), range.greatest(), 100 * range.outside())));
        }
        PlanarImage x = judged.sharp();
        if (x == null) {
            return;
        }
        BlurKernel kernel = judged.kernel();
        Flipped flipped = flipped(judged, x, network);
        if (flipped != null) {
            kernel = flipped.kernel();
            warnings.add(new Warning(Warning.KERNEL_FLIPPED, kernelFlipped(judged, flipped)));
        }
        PairFit fit = judged.isPair() && (first || judged.isWorse()) ? PairFit.of(judged.blurred(), x, kernel) : null;
        String misfit = fit == null ? null : misfit(fit, judged, x);
        if (misfit != null && first) {
            warnings.add(new Warning(Warning.MISALIGNED, misfit));
        }
        if (judged.isWorse()) {
            List<String> causes = new ArrayList<>();
            if (flipped != null) {
                causes.add("the kernel is turned by 180 degrees (kernel-flipped)");
            }
            if (misfit != null) {
                causes.add("the blurred and the sharp image do not fit together (misaligned)");
            }
            if (range.isAnother()) {
                causes.add("the network returns another range of values (output-range)");
            }
            warnings.add(new Warning(
                    Warning.DOES_NOT_RESTORE,
                    doesNotRestore(judged, causes.isEmpty() ? usualCause(judged, x, range, network) : causes)));
        }
    }

    /** A restoration with the kernel turned by 180 degrees; {@code psnr}: against x, in dB. */
    private record Flipped(BlurKernel kernel, double psnr) {}

    /** Null where that is not tried, or does not restore clearly better. */
    private @Nullable Flipped flipped(JudgedImage judged, PlanarImage x, RestorationNetwork network) {
        BlurKernel kernel = judged.kernel();
        boolean isBlind = network.card().kind() == NetworkCard.Kind.BLIND;
        if (triedFlipped || isBlind || kernel == null || !judged.isWorse()) {
            return null;
        }
        BlurKernel turned = turned(kernel);
        if (turned.equals(kernel)) {
            return null;
        }
        triedFlipped = true;
        try (NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
            PlanarImage output = Restoration.restore(network, manager, judged.blurred(), turned);
            double psnr = ImageComparison.psnr(output, x);
            return psnr >= psnr(judged.evaluation().cleanToSharp()) + CLEARLY ? new Flipped(turned, psnr) : null;
        }
    }

    private static BlurKernel turned(BlurKernel kernel) {
        double[] weights = kernel.weights();
        double[] turned = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            turned[i] = weights[weights.length - 1 - i];
        }
        return BlurKernel.of(kernel.size(), turned);
    }

    private static String kernelFlipped(JudgedImage judged, Flipped flipped) {
        return text(
                "%s: with the kernel turned by 180 degrees the clean output has %.2f dB, with the given kernel %.2f dB,"
                        + " the blurred image %.2f dB: correlation was taken for convolution, probably %s",
                judged.name(),
                flipped.psnr(),
                psnr(judged.evaluation().cleanToSharp()),
                psnr(judged.evaluation().blurredToSharp()),
                judged.isPair()
                        ? "where the image was blurred; give the kernel turned by 180 degrees"
                        : "by the network; its file must turn the kernel");
    }

    private static @Nullable String misfit(PairFit fit, JudgedImage judged, PlanarImage x) {
        if (fit.isOfDifferentScenes()) {
            return text(
                    "%s: the blurred and the sharp image probably show different scenes: the gradients of the smoothed"
                            + " images correlate by %.2f, those of a pair by %.1f or more; check the pair's files",
                    judged.name(), fit.correlation(), PairFit.LEAST_CORRELATION);
        }
        double ofBlurred = fit.gain(judged.blurred(), x);
        double ofClean = fit.gain(judged.clean(), x);
        if (!(Math.max(ofBlurred, ofClean) >= WORTH_TELLING)) {
            return null;
        }
        return text(
                "%s: the blurred image lies %s of the sharp one: moved there, the sharp image fits the clean output"
                        + " better by %.2f dB and the blurred image by %.2f dB; align the pair, or recentre its kernel",
                judged.name(), place(fit), ofClean, ofBlurred);
    }

    private static String place(PairFit fit) {
        List<String> ways = new ArrayList<>();
        if (fit.right() != 0) {
            ways.add(pixels(fit.right()) + (fit.right() > 0 ? " to the right" : " to the left"));
        }
        if (fit.down() != 0) {
            ways.add(pixels(fit.down()) + (fit.down() > 0 ? " below" : " above"));
        }
        return String.join(" and ", ways);
    }

    private static String pixels(int count) {
        return Math.abs(count) == 1 ? "1 pixel" : Math.abs(count) + " pixels";
    }

    private static String doesNotRestore(JudgedImage judged, List<String> causes) {
        double blurred = psnr(judged.evaluation().blurredToSharp());
        double clean = psnr(judged.evaluation().cleanToSharp());
        if (Double.isInfinite(blurred)) {
            return text(
                    "%s: the blurred image equals the sharp one: there is nothing to restore; the clean output has"
                            + " %.2f dB",
                    judged.name(), clean);
        }
        return text(
                "%s: the clean output is worse than the blurred image: %.2f dB against %.2f dB, a gain of %.2f dB:"
                        + " robustness of what does not restore is no robustness; probably %s",
                judged.name(), clean, blurred, clean - blurred, String.join("; ", causes));
    }

    private static List<String> usualCause(
            JudgedImage judged, PlanarImage x, OutputRange range, RestorationNetwork network) {
        double mean = OutputRange.of(x).mean();
        if (Math.abs(range.mean() - mean) > 0.15) {
            return List.of(text(
                    "the network changes brightness: the output's mean is %.3f, the sharp image's %.3f",
                    range.mean(), mean));
        }
        double swapped = ImageComparison.psnr(swapped(judged.clean()), x);
        if (swapped >= psnr(judged.evaluation().cleanToSharp()) + CLEARLY) {
            return List.of(text(
                    "the network swaps red and blue: with its channels the other way round the output has %.2f dB",
                    swapped));
        }
        return List.of(
                network.card().kind() == NetworkCard.Kind.BLIND
                        ? "the network was not trained for such a blur or noise: see trainingData on its card"
                        : "the kernel is not the one that blurred the image, or the noise is stronger than the network"
                                + " expects");
    }

    private static PlanarImage swapped(PlanarImage image) {
        float[] values = image.values();
        int plane = values.length / PlanarImage.CHANNELS;
        float[] turned = values.clone();
        System.arraycopy(values, 0, turned, 2 * plane, plane);
        System.arraycopy(values, 2 * plane, turned, 0, plane);
        return PlanarImage.of(image.height(), image.width(), turned);
    }

    private static String noMovement(Stillness stillness, AttackOutcome.Completed done) {
        Attack attack = done.attack();
        String reason = switch (stillness.cause()) {
            case GRADIENT_ZERO ->
                "the gradient was zero at every step: the output does not depend on the input where the"
                        + " objective counts (a constant or rounded output, a detached branch, a mask), or the"
                        + " start is a stationary point; try another start";
            case PERTURBATION_PINNED ->
                "the perturbation never left its start: the gradient was zero at every step, or every step led"
                        + " out of the budget and of [0,1]; try another start";
            case PERTURBATION_STAYED ->
                attack.spec().perturbsImage()
                        ? text(
                                "the perturbation moved by at most %.2g from its start in %d steps, %.2g percent of the"
                                        + " budget: the step size %.2g or the gradient is too small",
                                stillness.figure(),
                                done.steps(),
                                100 * stillness.figure() / attack.epsilon(),
                                attack.spec().stepSize())
                        : text(
                                "the told kernel moved by %.2g from its start in %d steps, less than a percent of its"
                                        + " budget: the gradient is too small",
                                stillness.figure(), done.steps());
            case OBJECTIVE_STAYED ->
                text(
                        "the objective stayed at %.6g in all steps although the perturbation moved: the output"
                                + " is constant or rounded, or the gradient is not that of the output",
                        stillness.figure());
        };
        return reason + "; a perturbation that could not be sought shows no robustness";
    }

    private static double psnr(@Nullable ImageQuality quality) {
        return Objects.requireNonNull(quality).psnr();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
