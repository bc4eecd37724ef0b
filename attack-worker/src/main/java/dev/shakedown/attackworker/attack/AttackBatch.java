package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.attack.AttackState.SuspendOutcome;
import dev.shakedown.attackworker.throughput.Passes;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.Autograd;
import dev.shakedown.models.restoration.InputGradient;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Attacks that share forward and backward passes: a slot for each of their searches, with its own kernel, objective,
 * budget, step count and Adam state, on one network and one image size. An attack that has done its steps leaves and
 * another may take its place; the others do not notice.
 *
 * <p>The device is waited for only where an objective is read: every {@code traceEvery} updates of a slot, and before
 * its last one.
 *
 * <p>Owns native memory until {@link #close()}; does not own the network. Belongs to one thread.
 */
public final class AttackBatch implements AutoCloseable {

    private final RestorationNetwork network;
    private final int height;
    private final int width;
    private final Passes passes;
    private final AttackListener listener;
    private final NDManager manager;
    private final BatchPerturbations searches;
    private final BatchImages rows;
    private final List<AttackRun> runs = new ArrayList<>();

    /** An empty batch. */
    public AttackBatch(RestorationNetwork network, int height, int width, Passes passes, AttackListener listener) {
        this.network = network;
        this.height = height;
        this.width = width;
        this.passes = passes;
        this.listener = listener;
        this.manager = NDManager.newBaseManager(network.device(), "PyTorch");
        StepFunctions functions = StepFunctions.on(network.device());
        this.searches = new BatchPerturbations(manager, functions);
        this.rows = new BatchImages(manager, network, functions);
    }

    public int size() {
        return runs.size();
    }

    /** How many images go through the network in a step. */
    public int rows() {
        return rows.count();
    }

    /**
     * How long the network's forward and backward passes have taken so far, added up over lanes; on a GPU, which works
     * on while the host goes ahead, this says nothing.
     */
    public double secondsInNetwork() {
        return rows.secondsInNetwork();
    }

    /** How many arrays the batch holds on its device. */
    int arrays() {
        return manager.getManagedArrays().size();
    }

    /** Whether another attack would make the batch faster for each, or tell whether it does. */
    public boolean hasRoom() {
        return rows.count() < passes.wanted();
    }

    /** Starts an attack that has not begun. */
    public void admit(Attack attack) {
        admit(AttackStart.of(attack));
    }

    /**
     * Starts an attack, or goes on with one that was suspended, in this batch or in any other, as if it had not been.
     * Computes N(y) of the views where it is the reference, and does not wait for it.
     *
     * @throws IllegalArgumentException if the image has another size or is smaller than the network's least, or a
     *     non-blind network is given no kernel
     * @throws IllegalStateException if the network returns another shape than it was given
     */
    public void admit(AttackStart start) {
        Attack attack = start.attack();
        requireFit(attack);
        AttackRun run = new AttackRun(start, network.device());
        try (NDManager scope = manager.newSubManager()) {
            NDList ys = new NDList(start.blurred(scope));
            List<BatchImages.View> views = views(start, ys, run, scope);
            NDArray known = start.weights(scope);
            NDArray weights = known == null ? Tensors.scalar(scope, 1) : known;
            for (int i = 0; i < run.running().size(); i++) {
                Slot slot = run.running().get(i);
                AttackStart.Told told = start.searches().get(i).told();
                rows.append(
                        slot,
                        told == null ? views : telling(views, told.kernel().on(scope)),
                        weights);
                try {
                    searches.append(
                            slot, start.searches().get(i), start.delta(i).on(scope), ys);
                } catch (RuntimeException e) {
                    rows.remove(slot);
                    throw e;
                }
            }
        } catch (RuntimeException e) {
            end(run);
            throw e;
        }
        runs.add(run);
    }

    /** The first view always goes through the network, so that one that does not fit it is refused here. */
    private List<BatchImages.View> views(AttackStart start, NDList ys, AttackRun run, NDManager scope) {
        List<BatchImages.View> views = new ArrayList<>();
        for (int i = 0; i < ys.size(); i++) {
            NDArray y = ys.get(i);
            NDArray b = isBlind() ? null : start.kernel(scope, i);
            NDArray r = start.reference(scope, i);
            if (r == null || i == 0) {
                // A copy, since on a processor y shares its memory with the start, and a network may work in place.
                NDArray output = Autograd.unrecorded(() -> network.restore(y.duplicate(), b));
                if (run.attack().halvings().isPresent()) {
                    run.aimAt(BudgetBisection.goal(run.attack(), Tensors.toImage(output)));
                }
                r = r == null ? output : r;
                run.addOutput(r == output ? output : null);
            } else {
                run.addOutput(null);
            }
            views.add(new BatchImages.View(y, r, b));
        }
        return views;
    }

    private static List<BatchImages.View> telling(List<BatchImages.View> views, NDArray kernel) {
        return views.stream()
                .map(view -> new BatchImages.View(view.y(), view.r(), kernel))
                .toList();
    }

    private boolean isBlind() {
        return network.card().kind() == NetworkCard.Kind.BLIND;
    }

    private void requireFit(Attack attack) {
        if (attack.spec().perturbsKernel()) {
            InputGradient.requireKernelGradient(network);
        }
        PlanarImage y = attack.blurred();
        if (y.height() != height || y.width() != width) {
            throw new IllegalArgumentException(
                    "an image of " + y.width() + "x" + y.height() + " in a batch of " + width + "x" + height);
        }
        int least = network.card().minimumSize();
        if (Math.min(height, width) < least) {
            throw new IllegalArgumentException("an image of " + width + "x" + height + ": must be at least " + least
                    + "x" + least + ", the minimum of " + network.card().name());
        }
    }

    /** Makes one update of every slot; returns the attacks that ended with it; their slots are free. */
    public List<EndedAttack> step() {
        if (runs.isEmpty()) {
            return List.of();
        }
        long began = System.nanoTime();
        try (NDManager scope = manager.newSubManager()) {
            searches.lendTo(scope);
            rows.lendTo(scope);
            NDList deltas = searches.deltas();
            // While plans are tried, passes are timed and their memory is measured: of attacks that need a gradient.
            boolean mayGoForwardOnly = passes.isSettled();
            searches.move(
                    rows,
                    passes.run(
                            rows.count(),
                            (from, to) -> rows.differentiate(mayGoForwardOnly, scope, deltas, from, to),
                            pass -> pass.gradient().getFloat(0, 0, 0, 0)));
            read();
        }
        double secondsPerRow = (System.nanoTime() - began) * 1e-9 / rows.count();
        searches.slots()
                .forEach(slot -> slot.updated(secondsPerRow * slot.attack().rows()));
        return retireEnded();
    }

    /** Returns when the device has computed all steps; a GPU works on while the host goes ahead. */
    public void await() {
        if (!runs.isEmpty()) {
            searches.report(0);
        }
    }

    private void read() {
        List<Slot> slots = searches.slots();
        if (slots.stream().noneMatch(slot -> slot.isToBeRead() || slot.isBeforeItsLastUpdate())) {
            return;
        }
        float[] signedDistances = searches.report(1);
        for (int i = 0; i < signedDistances.length; i++) {
            Slot slot = slots.get(i);
            if (slot.isToBeRead() && Float.isFinite(signedDistances[i])) {
                double distance = Math.abs(signedDistances[i]);
                slot.trace(distance);
                listener.reached(attack(slot), slot.steps(), distance);
            }
        }
    }

    /** The one that was admitted. */
    private Attack attack(Slot slot) {
        return runs.stream()
                .filter(run -> run.running().contains(slot))
                .findFirst()
                .orElseThrow()
                .attack();
    }

    private List<EndedAttack> retireEnded() {
        List<EndedAttack> ended = new ArrayList<>();
        for (AttackRun run : List.copyOf(runs)) {
            for (Slot slot : run.running()) {
                Slot.Breakdown breakdown = slot.breakdown();
                if (breakdown != null) {
                    ended.add(EndedAttack.broken(
                            new AttackOutcome.NotFinite(run.attack(), breakdown.step(), breakdown.what())));
                    end(run);
                    break;
                }
                if (run.attack().isJudgedOnTheWay(slot.steps())) {
                    run.noted(slot, searches.take(slot, run.device()));
                }
                if (slot.isDone()) {
                    run.ended(slot, searches.take(slot, run.device()));
                    free(slot);
                }
            }
            if (run.isComplete()) {
                runs.remove(run);
                goOn(run).ifPresent(ended::add);
            }
        }
        return ended;
    }

    /**
     * Ends an attack whose searches have ended, unless the smallest budget is sought and another one is to be tried.
     */
    private Optional<EndedAttack> goOn(AttackRun run) {
        Attack attack = run.attack();
        if (attack.halvings().isEmpty()) {
            return Optional.of(EndedAttack.of(run));
        }
        try (run) {
            List<AttackRun.Found> found = run.settle(network);
            Optional<AttackOutcome.NotFinite> broken = found.stream()
                    .flatMap(each -> EndedAttack.breakdown(each).stream())
                    .findFirst();
            if (broken.isPresent()) {
                AttackOutcome.NotFinite of = broken.get();
                return Optional.of(EndedAttack.broken(new AttackOutcome.NotFinite(attack, of.step(), of.what())));
            }
            AttackStart next = AttackStart.of(attack, BudgetBisection.next(attack, found, run.goal()));
            if (!next.searches().isEmpty()) {
                admit(next);
                return Optional.empty();
            }
            AttackRun settled = new AttackRun(next, network.device());
            attack.views().forEach(view -> settled.addOutput(null));
            return Optional.of(EndedAttack.of(settled));
        }
    }

    /**
     * Takes a running attack out so that it can go on later, here or elsewhere; the others do not notice. Waits for the
     * device.
     *
     * @throws IllegalArgumentException if it is not running here
     */
    public SuspendOutcome suspend(Attack attack) {
        AttackRun run = runs.stream()
                .filter(candidate -> candidate.attack() == attack)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("attack: is not running in this batch"));
        searches.report(0);
        for (Slot slot : run.running()) {
            Slot.Breakdown breakdown = slot.breakdown();
            if (breakdown != null) {
                end(run);
                return new SuspendOutcome.Broken(
                        new AttackOutcome.NotFinite(attack, breakdown.step(), breakdown.what()));
            }
        }
        List<AttackState.Found> found = new ArrayList<>();
        for (AttackRun.Found each : run.settle(network)) {
            Optional<AttackOutcome.NotFinite> broken = EndedAttack.breakdown(each);
            if (broken.isPresent()) {
                end(run);
                return new SuspendOutcome.Broken(broken.get());
            }
            found.add(new AttackState.Found(
                    each.slot().progress(), each.delta(), each.told(), each.step(), each.stillness()));
        }
        AttackState state =
                new AttackState(run.running().stream().map(searches::state).toList(), found);
        end(run);
        return new SuspendOutcome.Suspended(state);
    }

    /** Takes an attack out, whatever it has reached; the others do not notice. Nothing happens if it has ended. */
    public void withdraw(Attack attack) {
        List.copyOf(runs).stream().filter(run -> run.attack() == attack).forEach(this::end);
    }

    /** Frees what an attack still holds. */
    private void end(AttackRun run) {
        run.running().stream().filter(searches.slots()::contains).forEach(this::free);
        runs.remove(run);
        run.close();
    }

    private void free(Slot slot) {
        searches.remove(slot);
        rows.remove(slot);
    }

    @Override
    public void close() {
        searches.close();
        rows.close();
        runs.forEach(AttackRun::close);
        manager.close();
    }

    /** Hears how attacks come along; called on the thread that steps, so it must return at once. */
    @FunctionalInterface
    public interface AttackListener {

        /**
         * An attack has reached a step at which its objective was read.
         *
         * @param objective ||N(y + delta) - r||2 there
         */
        void reached(Attack attack, int step, double objective);
    }
}
