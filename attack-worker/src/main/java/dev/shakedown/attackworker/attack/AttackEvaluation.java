package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.attack.Attack.AttackedView;
import dev.shakedown.attackworker.metric.FurtherMetrics;
import dev.shakedown.attackworker.metric.ImageComparison;
import dev.shakedown.attackworker.metric.ImageComparison.ImagePair;
import dev.shakedown.contract.campaign.AttackSpec.Norm;
import dev.shakedown.contract.job.Evaluation;
import dev.shakedown.contract.job.FurtherMetric;
import dev.shakedown.contract.job.ImageQuality;
import dev.shakedown.contract.job.KernelChange;
import dev.shakedown.imaging.image.EightBit;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Measures what a completed attack's perturbation does to the outputs of networks: of the one that it was crafted on,
 * and of any other. Every output is recomputed from y and delta as they are given here.
 */
public final class AttackEvaluation {

    private final AttackOutcome.Completed done;
    private final AttackedView view;
    private final PlanarImage y;
    private final PlanarImage delta;
    private final PlanarImage saved;
    private final @Nullable PlanarImage sharp;
    private final List<String> furtherMetrics;

    /** Prepares to measure; {@code sharp}: x, of y's size, where it is known. */
    public AttackEvaluation(
            AttackOutcome.Completed done, PlanarImage y, PlanarImage delta, @Nullable PlanarImage sharp) {
        this(done, y, delta, sharp, List.of());
    }

    /** Prepares to measure these {@link FurtherMetrics}, too. */
    public AttackEvaluation(
            AttackOutcome.Completed done,
            PlanarImage y,
            PlanarImage delta,
            @Nullable PlanarImage sharp,
            List<String> furtherMetrics) {
        this(done, done.attack().views().get(0), y, delta, sharp, furtherMetrics);
    }

    private AttackEvaluation(
            AttackOutcome.Completed done,
            AttackedView view,
            PlanarImage y,
            PlanarImage delta,
            @Nullable PlanarImage sharp,
            List<String> furtherMetrics) {
        this.done = done;
        this.view = view;
        this.y = y;
        this.delta = delta;
        this.saved = EightBit.round(y.plus(delta));
        this.sharp = sharp;
        this.furtherMetrics = furtherMetrics;
    }

    /**
     * Prepares to measure the same perturbation on another image that it was crafted for.
     *
     * @param number which of the attack's views, from 1
     * @param itsSharp x of that view, where it is known
     */
    public AttackEvaluation ofCompanion(int number, @Nullable PlanarImage itsSharp) {
        AttackedView companion = done.attack().views().get(number);
        return new AttackEvaluation(done, companion, companion.blurred(), delta, itsSharp, furtherMetrics);
    }

    /**
     * Measures on the network that the perturbation was crafted on; the objective's start is the one that it saw. The
     * last search of a bisection goes on from another one's result, so there the start is delta = 0.
     */
    public JudgeOutcome onItsOwn(RestorationNetwork network) {
        try (Outputs outputs = new Outputs(network)) {
            boolean bisected = done.attack().halvings().isPresent();
            return judge(outputs, bisected ? null : (Double) done.trace().get(0).objective());
        }
    }

    /** Measures on another network, which needs a kernel if it is non-blind. */
    public JudgeOutcome on(RestorationNetwork network) {
        try (Outputs outputs = new Outputs(network)) {
            return judge(outputs, null);
        }
    }

    private JudgeOutcome judge(Outputs outputs, @Nullable Double objectiveAtStart) {
        BlurKernel told = done.told();
        List<PlanarImage> restored = told == null
                ? outputs.of(List.of(y, y.plus(delta), saved))
                : List.of(outputs.of(y, view.kernel()), outputs.of(y.plus(delta), told), outputs.of(saved, told));
        PlanarImage clean = restored.get(0);
        PlanarImage attacked = restored.get(1);
        PlanarImage eightBit = restored.get(2);
        if (!isFinite(clean)) {
            return new JudgeOutcome.NotFinite("N(y)");
        }
        if (!isFinite(attacked)) {
            return new JudgeOutcome.NotFinite("N(y + delta)");
        }
        if (!isFinite(eightBit)) {
            return new JudgeOutcome.NotFinite("N(8-bit(y + delta))");
        }
        double initial = objectiveAtStart == null ? objectiveAtStart(outputs, clean) : objectiveAtStart;
        if (!Double.isFinite(initial)) {
            return new JudgeOutcome.NotFinite("the objective at the start");
        }
        double last = objective(outputs, delta, told, clean, attacked);
        if (!Double.isFinite(last)) {
            return new JudgeOutcome.NotFinite("the objective at delta");
        }
        PlanarImage target = done.attack().ascends() ? null : view.reference();
        double norm = Distances.l2(delta);
        List<@Nullable ImageQuality> qualities = ImageComparison.compare(List.of(
                new ImagePair(y, sharp),
                new ImagePair(clean, sharp),
                new ImagePair(attacked, sharp),
                new ImagePair(eightBit, sharp),
                new ImagePair(clean, target),
                new ImagePair(attacked, target),
                new ImagePair(eightBit, target),
                new ImagePair(attacked, clean),
                new ImagePair(eightBit, clean)));
        Evaluation evaluation = new Evaluation(
                qualities.get(0),
                qualities.get(1),
                qualities.get(2),
                qualities.get(3),
                qualities.get(4),
                qualities.get(5),
                qualities.get(6),
                Objects.requireNonNull(qualities.get(7)),
                Objects.requireNonNull(qualities.get(8)),
                norm == 0 || told != null ? null : Distances.l2(attacked, clean) / norm,
                Distances.max(delta),
                norm,
                (double) Distances.max(saved, y),
                initial,
                last,
                done.countedStep());
        List<FurtherMetric> further = FurtherMetrics.of(
                furtherMetrics,
                new FurtherMetrics.Images(y, y.plus(delta), clean, attacked, sharp, target),
                input -> outputs.of(input, view.kernel()),
                input -> outputs.of(input, told == null ? view.kernel() : told));
        return new JudgeOutcome.Passed(evaluation.with(further, kernelChange()), clean, attacked);
    }

    private @Nullable KernelChange kernelChange() {
        BlurKernel told = done.told();
        if (told == null) {
            return null;
        }
        KernelBall ball = KernelBall.of(done.attack());
        return new KernelChange(ball.distance(told, Norm.L2), ball.distance(told, Norm.LINF));
    }

    private double objectiveAtStart(Outputs outputs, PlanarImage clean) {
        BlurKernel told = done.told() == null ? null : done.attack().toldAtStart(done.restart());
        return objective(outputs, start(), told, clean, null);
    }

    /**
     * The attack's objective as a network sees it: the mean over all views, without noise; for a companion its own
     * distance.
     *
     * @param told b' of the changed image; null for b
     * @param clean N(y) of the view that is measured
     * @param known N(y + change) of that view, where it is known already
     */
    private double objective(
            Outputs outputs,
            PlanarImage change,
            @Nullable BlurKernel told,
            PlanarImage clean,
            @Nullable PlanarImage known) {
        Attack attack = done.attack();
        List<AttackedView> views = view == attack.views().get(0) ? attack.views() : List.of(view);
        double sum = 0;
        for (AttackedView each : views) {
            boolean own = each == view;
            PlanarImage output = own && known != null
                    ? known
                    : outputs.of((own ? y : each.blurred()).plus(change), told == null ? each.kernel() : told);
            PlanarImage reference = each.reference();
            if (reference == null) {
                reference = own ? clean : outputs.of(each.blurred(), each.kernel());
            }
            sum += attack.distance(output, reference);
        }
        return sum / views.size();
    }

    private PlanarImage start() {
        Attack attack = done.attack();
        return PlanarImage.of(
                y.height(), y.width(), StartingPoint.draw(attack, done.restart(), FeasibleSet.of(attack)));
    }

    private static boolean isFinite(PlanarImage image) {
        for (float value : image.values()) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** A network's outputs; nothing stays on the device between two calls. */
    private final class Outputs implements AutoCloseable {

        private final RestorationNetwork network;
        private final NDManager manager;

        Outputs(RestorationNetwork network) {
            this.network = network;
            this.manager = NDManager.newBaseManager(network.device(), "PyTorch");
        }

        /** Those of the view that is measured. */
        List<PlanarImage> of(List<PlanarImage> inputs) {
            return Restoration.restore(network, manager, inputs, view.kernel());
        }

        PlanarImage of(PlanarImage input, @Nullable BlurKernel kernel) {
            return Restoration.restore(network, manager, input, kernel);
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    /** The outcome of evaluating a perturbation on a network. */
    public sealed interface JudgeOutcome {

        /**
         * The numbers.
         *
         * @param cleanOutput N(y) of this network, not clamped
         * @param attackedOutput N(y + delta) of this network, not clamped
         */
        record Passed(Evaluation evaluation, PlanarImage cleanOutput, PlanarImage attackedOutput)
                implements JudgeOutcome {}

        /** There is no outcome: an output has values that are not finite. */
        record NotFinite(String what) implements JudgeOutcome {}
    }
}
