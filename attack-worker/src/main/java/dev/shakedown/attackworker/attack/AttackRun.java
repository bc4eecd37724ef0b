package dev.shakedown.attackworker.attack;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.attack.Attack.AttackedView;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.kernel.BlurKernel;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An attack with all its searches: the slots that are running, and what the others found, which stays on the device
 * until {@link #settle} reads it.
 *
 * <p>Owns native memory until {@link #close()}. Belongs to one thread at a time.
 */
final class AttackRun implements AutoCloseable {

    private final Attack attack;
    private final NDManager device;
    private final List<@Nullable NDArray> outputs;
    private final List<Slot> running = new ArrayList<>();
    private final List<EndedSearch> ended = new ArrayList<>();
    private double goal = Double.POSITIVE_INFINITY;

    /**
     * A search that has ended.
     *
     * @param found as {@link StepFunctions#take} gives it; null if it ended in an earlier batch
     * @param known what an earlier batch found; null if it ended in this one
     */
    private record EndedSearch(Slot slot, @Nullable NDList found, AttackState.@Nullable Found known) {}

    /**
     * What a search found.
     *
     * @param delta the perturbation that counts
     * @param told the kernel that counts with it; null where the kernel is not perturbed, or is not finite
     * @param step updates done when it stood
     * @param objective the distance there, without noise, as a mean over the views
     * @param stillness why the search could not move; null if it did
     */
    record Found(
            Slot slot,
            PlanarImage delta,
            @Nullable BlurKernel told,
            int step,
            double objective,
            @Nullable Stillness stillness) {}

    /** A perturbation that may count; {@code told}: b' where the kernel is perturbed, null if it is not finite. */
    private record Candidate(PlanarImage delta, @Nullable BlurKernel told) {}

    /** Those of an ended search: the last one, and the best one where it is kept. */
    private record Iterates(EndedSearch search, List<Candidate> candidates, int bestStep, boolean sawNoGradient) {

        static Iterates read(EndedSearch search) {
            if (search.known() != null) {
                AttackState.Found known = search.known();
                return new Iterates(search, List.of(new Candidate(known.delta(), known.told())), known.step(), false);
            }
            NDList found = Objects.requireNonNull(search.found());
            boolean best = search.slot().attack().spec().iterate() == Iterate.BEST;
            float[] numbers = found.get(2).toFloatArray();
            boolean stood = numbers[2] == 1;
            List<Candidate> candidates = new ArrayList<>();
            for (int i = 0; i < (best ? 2 : 1); i++) {
                BlurKernel told = found.size() > 3 ? BatchKernels.read(found.get(3 + i)) : null;
                candidates.add(new Candidate(Tensors.toImage(found.get(i)), told));
            }
            if (found.size() > 3) {
                boolean kernelStood = found.get(5).toBooleanArray()[0];
                stood = kernelStood && (stood || !search.slot().attack().spec().perturbsImage());
            }
            return new Iterates(search, candidates, (int) numbers[1], stood);
        }
    }

    AttackRun(AttackStart start, Device device) {
        this.attack = start.attack();
        this.device = NDManager.newBaseManager(device, "PyTorch");
        this.outputs = new ArrayList<>();
        for (AttackState.Found found : start.found()) {
            ended.add(new EndedSearch(new Slot(attack, found.progress()), null, found));
        }
        for (int i = 0; i < start.searches().size(); i++) {
            AttackStart.Search search = start.searches().get(i);
            running.add(
                    search.state() == null
                            ? new Slot(attack, i, search.delta())
                            : new Slot(
                                    attack.ofSearch(search.state().progress().restart()),
                                    search.state().progress()));
        }
    }

    /**
     * Takes over r of the next view.
     *
     * @param output the network's, kept until the attack has ended; null if the attack knows r
     */
    void addOutput(@Nullable NDArray output) {
        if (output != null) {
            output.attach(device);
        }
        outputs.add(output);
    }

    Attack attack() {
        return attack;
    }

    /** Ends the searches that reach an objective. */
    void aimAt(double objective) {
        goal = objective;
        running.forEach(slot -> slot.aimAt(objective));
    }

    /** What {@link #aimAt} was told. */
    double goal() {
        return goal;
    }

    List<Slot> running() {
        return List.copyOf(running);
    }

    /** Owns what is found. */
    NDManager device() {
        return device;
    }

    void ended(Slot slot, NDList found) {
        running.remove(slot);
        ended.add(new EndedSearch(slot, found, null));
    }

    /** Keeps what a search has found so far, which goes on. */
    void noted(Slot slot, NDList found) {
        ended.add(new EndedSearch(new Slot(attack, slot.progress()), found, null));
    }

    boolean isComplete() {
        return running.isEmpty();
    }

    /**
     * Recomputes the objectives of what the ended searches found, image by image and without noise, and decides which
     * perturbation of each counts. Waits for the device; from any thread, once.
     */
    List<Found> settle(RestorationNetwork network) {
        List<Iterates> iterates = ended.stream().map(Iterates::read).toList();
        List<Candidate> candidates =
                iterates.stream().flatMap(each -> each.candidates().stream()).toList();
        double[] objectives = objectives(network, candidates);
        List<Found> found = new ArrayList<>();
        int at = 0;
        for (Iterates each : iterates) {
            found.add(
                    each.candidates().size() == 1
                            ? found(each, objectives[at], Double.NaN)
                            : found(each, objectives[at], objectives[at + 1]));
            at += each.candidates().size();
        }
        return found;
    }

    private double[] objectives(RestorationNetwork network, List<Candidate> candidates) {
        double[] sums = new double[candidates.size()];
        if (sums.length == 0) {
            return sums;
        }
        List<AttackedView> views = attack.views();
        try (NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
            for (int i = 0; i < views.size(); i++) {
                AttackedView view = views.get(i);
                NDArray output = outputs.get(i);
                PlanarImage reference =
                        output == null ? Objects.requireNonNull(view.reference()) : Tensors.toImage(output);
                List<PlanarImage> perturbed = candidates.stream()
                        .map(each -> view.blurred().plus(each.delta()))
                        .toList();
                if (attack.spec().perturbsKernel()) {
                    for (int j = 0; j < sums.length; j++) {
                        BlurKernel told = candidates.get(j).told();
                        sums[j] = told == null
                                ? Double.NaN
                                : attack.distance(
                                        Restoration.restore(network, manager, perturbed.get(j), told), reference);
                    }
                    continue;
                }
                List<PlanarImage> restored = Restoration.restore(network, manager, perturbed, view.kernel());
                for (int j = 0; j < sums.length; j++) {
                    sums[j] += attack.distance(restored.get(j), reference);
                }
            }
        }
        for (int j = 0; j < sums.length; j++) {
            sums[j] /= views.size();
        }
        return sums;
    }

    private Found found(Iterates iterates, double atLast, double atBest) {
        Slot slot = iterates.search().slot();
        Candidate last = iterates.candidates().get(0);
        AttackState.Found known = iterates.search().known();
        if (known != null) {
            return new Found(slot, last.delta(), last.told(), known.step(), atLast, known.stillness());
        }
        if (!Double.isFinite(atLast)) {
            return new Found(slot, last.delta(), last.told(), slot.steps(), atLast, null);
        }
        boolean bestWins = attack.ascends() ? atBest > atLast : atBest < atLast;
        // The last delta of squares is a proposal, and the trace is that of what was kept.
        slot.trace(bestWins && attack.isBlackBox() ? atBest : atLast);
        Stillness stillness = stillness(slot, last, iterates.sawNoGradient());
        Candidate counts = bestWins ? iterates.candidates().get(1) : last;
        return new Found(
                slot,
                counts.delta(),
                counts.told(),
                bestWins ? iterates.bestStep() : slot.steps(),
                bestWins ? atBest : atLast,
                stillness);
    }

    /** Of what moved by the greater part of its budget, where both delta and the kernel are searched for. */
    private @Nullable Stillness stillness(Slot slot, Candidate last, boolean sawNoGradient) {
        double change = slot.wayTo(last.delta());
        double budget = attack.epsilon();
        if (last.told() != null) {
            double radius = KernelBall.of(attack).radius();
            double way = slot.wayTo(last.told());
            if (!attack.spec().perturbsImage() || way / radius > change / budget) {
                change = way;
                budget = radius;
            }
        }
        return Stillness.of(attack, sawNoGradient, change, budget, slot.trace());
    }

    @Override
    public void close() {
        device.close();
    }
}
