package dev.shakedown.attackworker.attack;

import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An attack whose searches have ended, with what they found still on the device. Its outcome is computed where it
 * belongs: not on the device's thread.
 *
 * <p>Owns native memory until {@link #close()}. Belongs to one thread at a time.
 */
public final class EndedAttack implements AutoCloseable {

    private final Attack attack;
    private final @Nullable AttackRun run;
    private final AttackOutcome.@Nullable NotFinite breakdown;

    private EndedAttack(Attack attack, @Nullable AttackRun run, AttackOutcome.@Nullable NotFinite breakdown) {
        this.attack = attack;
        this.run = run;
        this.breakdown = breakdown;
    }

    /** One that has done its steps; owns the run. */
    static EndedAttack of(AttackRun run) {
        return new EndedAttack(run.attack(), run, null);
    }

    /** One that stopped, because a number was not finite. */
    public static EndedAttack broken(AttackOutcome.NotFinite breakdown) {
        return new EndedAttack(breakdown.attack(), null, breakdown);
    }

    /** The very object that was admitted. */
    public Attack attack() {
        return attack;
    }

    /** Why it stopped; empty if it has done its steps. */
    public Optional<AttackOutcome.NotFinite> breakdown() {
        return Optional.ofNullable(breakdown);
    }

    /** The outcome after the last step, as {@link #outcomes} has it. */
    public AttackOutcome outcome(RestorationNetwork network) {
        List<AttackOutcome> outcomes = outcomes(network);
        return outcomes.get(outcomes.size() - 1);
    }

    /**
     * Those after the steps of {@code evaluateAt}, which are what attacks with so many steps would end with, and behind
     * them that after the last step; one alone if a number is not finite.
     *
     * <p>Recomputes the objectives of what was found, and decides which perturbation counts: the worst for the network,
     * so the farthest from what it should not leave, or the nearest to what it should not show. Waits for the device;
     * once.
     */
    public List<AttackOutcome> outcomes(RestorationNetwork network) {
        if (run == null) {
            return List.of(breakdown().orElseThrow());
        }
        List<AttackRun.Found> found = run.settle(network);
        Optional<AttackOutcome.NotFinite> broken =
                found.stream().flatMap(each -> breakdown(each).stream()).findFirst();
        if (broken.isPresent()) {
            return List.of(broken.get());
        }
        return Stream.concat(
                        attack.spec().evaluateAt().stream(),
                        Stream.of(attack.spec().steps()))
                .map(step -> completed(step, found))
                .toList();
    }

    /** The worst of what the searches had found after so many steps, or at their ends. */
    private AttackOutcome completed(int step, List<AttackRun.Found> all) {
        boolean onTheWay = attack.isJudgedOnTheWay(step);
        List<AttackRun.Found> found = all.stream()
                .filter(each -> attack.isJudgedOnTheWay(each.slot().steps())
                        ? each.slot().steps() == step
                        : !onTheWay)
                .toList();
        AttackRun.Found worst = found.get(0);
        double seconds = 0;
        for (AttackRun.Found other : found) {
            boolean worse =
                    attack.ascends() ? other.objective() > worst.objective() : other.objective() < worst.objective();
            worst = worse ? other : worst;
            seconds += other.slot().secondsPerStep();
        }
        return new AttackOutcome.Completed(
                onTheWay ? attack.upTo(step) : attack,
                worst.delta(),
                worst.told(),
                worst.slot().restart(),
                worst.slot().steps(),
                worst.step(),
                worst.objective(),
                worst.slot().trace(),
                seconds,
                found.stream().allMatch(each -> each.stillness() != null) ? worst.stillness() : null);
    }

    /** Why a search cannot count; empty if it can. */
    static Optional<AttackOutcome.NotFinite> breakdown(AttackRun.Found found) {
        return Double.isFinite(found.objective())
                ? Optional.empty()
                : Optional.of(new AttackOutcome.NotFinite(
                        found.slot().attack(), found.slot().steps(), "the objective at the last iterate"));
    }

    @Override
    public void close() {
        if (run != null) {
            run.close();
        }
    }
}
