package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.shakedown.attackworker.throughput.Passes;
import dev.shakedown.contract.campaign.AttackSpec.Iterate;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attacks that share forward and backward passes: a slot for each of their searches, with its own kernel, objective,
 * budget, step count and Adam state, on one network and one image size. An attack that has done its steps leaves and
 * another may take its place; the others do not notice.
 *
 * <p>The device is waited for only where an objective is read, every {@code traceEvery} updates of a slot, and when a
 * slot ends.
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
    private final StepFunctions functions;
    private final BatchPerturbations searches;
    private final BatchImages rows;
    private final List<AttackRun> runs = new ArrayList<>();

    /**
     * An empty batch.
     *
     * @param network what is attacked
     * @param height of the images
     * @param width of the images
     * @param passes how the images of a step go through the network
     * @param listener hears each objective that is read
     */
    public AttackBatch(RestorationNetwork network, int height, int width, Passes passes, AttackListener listener) {
        this.network = network;
        this.height = height;
        this.width = width;
        this.passes = passes;
        this.listener = listener;
        this.manager = NDManager.newBaseManager(network.device(), "PyTorch");
        this.functions = new StepFunctions(network.device());
        this.searches = new BatchPerturbations(manager, functions);
        this.rows = new BatchImages(manager, network, functions);
    }

    /** How many attacks are running. */
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
        return hasRoomBeside(0);
    }

    /** Whether it still would if attacks with so many images had joined by then. */
    public boolean hasRoomBeside(int images) {
        return rows.count() + images < passes.wanted();
    }

    /** Whether an attack's image has this batch's size. */
    public boolean fits(Attack attack) {
        return attack.blurred().height() == height && attack.blurred().width() == width;
    }

    /**
     * Starts an attack: computes N(y) of each view and draws the starting points.
     *
     * @throws IllegalArgumentException if the image has another size or is smaller than the network's least, or a
     *     non-blind network is given no kernel
     * @throws IllegalStateException if the network returns another shape than it was given
     */
    public void admit(Attack attack) {
        Outputs outputs = outputs(attack);
        AttackRun run = new AttackRun(attack, outputs.clean(), outputs.references());
        for (Slot slot : run.running()) {
            searches.append(slot, null);
            rows.append(slot, isBlind());
        }
        runs.add(run);
    }

    /**
     * Goes on with an attack that was suspended, in this batch or in any other, as if it had not been.
     *
     * @throws IllegalArgumentException as {@link #admit(Attack)} does, or if the state is not of this attack
     */
    public void admit(Attack attack, AttackState state) {
        requireOwn(attack, state);
        Outputs outputs = outputs(attack);
        AttackRun run = new AttackRun(attack, outputs.clean(), outputs.references(), state);
        for (AttackState.Found ended : state.found()) {
            Slot slot = new Slot(attack, ended.progress(), outputs.references());
            run.found(found(slot, ended.delta(), ended.step()).still(ended.stillness()));
        }
        for (int i = 0; i < state.running().size(); i++) {
            Slot slot = run.running().get(i);
            searches.append(slot, state.running().get(i));
            rows.append(slot, isBlind());
        }
        runs.add(run);
    }

    private static void requireOwn(Attack attack, AttackState state) {
        int searches = state.running().size() + state.found().size();
        boolean sized = state.running().stream()
                        .allMatch(search -> search.delta().sameSizeAs(attack.blurred()))
                && state.found().stream().allMatch(found -> found.delta().sameSizeAs(attack.blurred()));
        if (state.running().isEmpty() || searches != attack.spec().restarts() || !sized) {
            throw new IllegalArgumentException("state: of " + searches + " searches: must be of this attack, which has "
                    + attack.spec().restarts());
        }
    }

    private boolean isBlind() {
        return network.card().kind() == NetworkCard.Kind.BLIND;
    }

    /** N(y) of the first view, and r of each. */
    private record Outputs(PlanarImage clean, List<PlanarImage> references) {}

    private Outputs outputs(Attack attack) {
        requireFit(attack);
        List<PlanarImage> references = new ArrayList<>();
        PlanarImage clean = null;
        for (AttackedView view : attack.views()) {
            PlanarImage reference = view.reference();
            if (clean == null || reference == null) {
                PlanarImage output = Restoration.restore(network, manager, view.blurred(), view.kernel());
                clean = clean == null ? output : clean;
                reference = reference == null ? output : reference;
            }
            references.add(reference);
        }
        if (clean == null) {
            throw new IllegalStateException("an attack without views");
        }
        return new Outputs(clean, references);
    }

    private void requireFit(Attack attack) {
        PlanarImage y = attack.blurred();
        if (!fits(attack)) {
            throw new IllegalArgumentException(
                    "an image of " + y.width() + "x" + y.height() + " in a batch of " + width + "x" + height);
        }
        int least = network.card().minimumSize();
        if (Math.min(height, width) < least) {
            throw new IllegalArgumentException("an image of " + width + "x" + height + ": must be at least " + least
                    + "x" + least + ", the minimum of " + network.card().name());
        }
    }

    /**
     * Makes one update of every slot.
     *
     * @return the attacks that ended with it; their slots are free
     */
    public List<AttackOutcome> step() {
        if (runs.isEmpty()) {
            return List.of();
        }
        long began = System.nanoTime();
        try (NDManager scope = manager.newSubManager()) {
            searches.lendTo(scope);
            rows.lendTo(scope);
            NDList deltas = searches.deltas();
            searches.move(passes.run(
                    rows.count(),
                    (from, to) -> rows.differentiate(scope, deltas, from, to),
                    pass -> pass.gradient().getFloat(0, 0, 0, 0)));
            read();
        }
        double secondsPerRow = (System.nanoTime() - began) * 1e-9 / rows.count();
        searches.slots()
                .forEach(slot -> slot.updated(secondsPerRow * slot.attack().rows()));
        return retireEnded();
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
                listener.reached(slot.attack(), slot.steps(), distance);
            }
        }
    }

    private List<AttackOutcome> retireEnded() {
        List<AttackOutcome> ended = new ArrayList<>();
        for (AttackRun run : List.copyOf(runs)) {
            for (Slot slot : run.running()) {
                Slot.Breakdown breakdown = slot.breakdown();
                if (breakdown != null) {
                    ended.add(new AttackOutcome.NotFinite(run.attack(), breakdown.step(), breakdown.what()));
                    end(run);
                    break;
                }
                if (slot.isDone()) {
                    AttackRun.Found found = complete(slot);
                    free(slot);
                    if (!Double.isFinite(found.objective())) {
                        ended.add(new AttackOutcome.NotFinite(
                                run.attack(), slot.steps(), "the objective at the last iterate"));
                        end(run);
                        break;
                    }
                    run.ended(slot, found);
                }
            }
            if (run.isComplete()) {
                ended.add(run.outcome());
                runs.remove(run);
            }
        }
        return ended;
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
        AttackState state =
                new AttackState(run.running().stream().map(searches::state).toList(), run.found());
        end(run);
        return new SuspendOutcome.Suspended(state);
    }

    /** Takes an attack out, whatever it has reached; the others do not notice. Nothing happens if it has ended. */
    public void withdraw(Attack attack) {
        List.copyOf(runs).stream().filter(run -> run.attack() == attack).forEach(this::end);
    }

    /** Frees what an attack that broke down still holds. */
    private void end(AttackRun run) {
        run.running().stream().filter(searches.slots()::contains).forEach(this::free);
        runs.remove(run);
    }

    private void free(Slot slot) {
        searches.remove(slot);
        rows.remove(slot);
    }

    private AttackRun.Found complete(Slot slot) {
        Attack attack = slot.attack();
        AttackRun.Found last = found(slot, searches.last(slot), slot.steps());
        if (!Double.isFinite(last.objective())) {
            return last;
        }
        slot.trace(last.objective());
        listener.reached(attack, slot.steps(), last.objective());
        Stillness stillness = stillness(slot, last.delta());
        if (attack.spec().iterate() == Iterate.LAST) {
            return last.still(stillness);
        }
        AttackRun.Found best = found(slot, searches.best(slot), searches.bestStep(slot));
        boolean bestWins = attack.ascends() ? best.objective() > last.objective() : best.objective() < last.objective();
        return (bestWins ? best : last).still(stillness);
    }

    private @Nullable Stillness stillness(Slot slot, PlanarImage last) {
        Attack attack = slot.attack();
        PlanarImage start =
                PlanarImage.of(height, width, StartingPoint.draw(attack, slot.restart(), FeasibleSet.of(attack)));
        return Stillness.of(attack, searches.sawNoGradient(slot), Distances.max(last, start), slot.trace());
    }

    /** Recomputes a perturbation's objective, image by image and without noise. */
    private AttackRun.Found found(Slot slot, PlanarImage delta, int step) {
        PlanarImage first = null;
        double sum = 0;
        List<AttackedView> views = slot.attack().views();
        for (int i = 0; i < views.size(); i++) {
            PlanarImage perturbed = PerturbedImage.add(views.get(i).blurred(), delta);
            PlanarImage output = Restoration.restore(
                    network, manager, perturbed, views.get(i).kernel());
            first = first == null ? output : first;
            sum += slot.attack().distance(output, slot.references().get(i));
        }
        if (first == null) {
            throw new IllegalStateException("an attack without views");
        }
        return new AttackRun.Found(slot, delta, first, step, sum / views.size(), null);
    }

    @Override
    public void close() {
        searches.close();
        rows.close();
        manager.close();
        functions.close();
    }
}
