package dev.shakedown.attackworker.attack;

import dev.shakedown.imaging.image.PlanarImage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An attack with all its searches: the slots that are running, and what the others found. */
final class AttackRun {

    private final Attack attack;
    private final PlanarImage clean;
    private final List<Slot> running = new ArrayList<>();
    private final List<Found> found = new ArrayList<>();

    /**
     * What a search found.
     *
     * @param delta the perturbation that counts
     * @param output N(y + delta) of the first view
     * @param step updates done when it stood
     * @param objective the distance there, without noise, as a mean over the views
     * @param stillness why the search could not move; null if it did
     */
    record Found(
            Slot slot,
            PlanarImage delta,
            PlanarImage output,
            int step,
            double objective,
            @Nullable Stillness stillness) {

        Found still(@Nullable Stillness reason) {
            return new Found(slot, delta, output, step, objective, reason);
        }
    }

    /**
     * An attack that has not begun.
     *
     * @param clean N(y) of the first view
     * @param references r of each view
     */
    AttackRun(Attack attack, PlanarImage clean, List<PlanarImage> references) {
        this.attack = attack;
        this.clean = clean;
        for (int restart = 0; restart < attack.spec().restarts(); restart++) {
            running.add(new Slot(attack, restart, references));
        }
    }

    /**
     * An attack that goes on.
     *
     * @param clean N(y) of the first view
     * @param references r of each view
     */
    AttackRun(Attack attack, PlanarImage clean, List<PlanarImage> references, AttackState state) {
        this.attack = attack;
        this.clean = clean;
        for (AttackState.Search search : state.running()) {
            running.add(new Slot(attack, search.progress(), references));
        }
    }

    /** Takes over what an ended search found in an earlier batch. */
    void found(Found earlier) {
        found.add(earlier);
    }

    List<AttackState.Found> found() {
        return found.stream()
                .map(each -> new AttackState.Found(each.slot().progress(), each.delta(), each.step(), each.stillness()))
                .toList();
    }

    Attack attack() {
        return attack;
    }

    List<Slot> running() {
        return List.copyOf(running);
    }

    void ended(Slot slot, Found result) {
        running.remove(slot);
        found.add(result);
    }

    boolean isComplete() {
        return running.isEmpty();
    }

    /**
     * The worst that was found, for the network: the farthest from what it should not leave, or the nearest to what it
     * should not show.
     */
    AttackOutcome.Completed outcome() {
        Found worst = found.get(0);
        double seconds = 0;
        for (Found other : found) {
            boolean worse =
                    attack.ascends() ? other.objective() > worst.objective() : other.objective() < worst.objective();
            worst = worse ? other : worst;
            seconds += other.slot().secondsPerStep();
        }
        return new AttackOutcome.Completed(
                attack,
                worst.delta(),
                clean,
                worst.output(),
                worst.slot().restart(),
                worst.slot().steps(),
                worst.step(),
                worst.objective(),
                worst.slot().trace(),
                seconds,
                found.stream().allMatch(each -> each.stillness() != null) ? worst.stillness() : null);
    }
}
