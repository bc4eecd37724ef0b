package dev.shakedown.attackworker.attack;

import dev.shakedown.attackworker.throughput.Passes;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs attacks to their end. */
final class TestRuns {

    private TestRuns() {}

    /** One after the other, in the order of their ends. */
    static List<AttackOutcome> run(RestorationNetwork network, Attack... attacks) {
        return run(network, TestPasses.of(1, 1), 1, Arrays.asList(attacks));
    }

    /** Several at a time. */
    static List<AttackOutcome> run(RestorationNetwork network, Passes passes, int atATime, List<Attack> attacks) {
        List<Attack> waiting = new ArrayList<>(attacks);
        List<AttackOutcome> outcomes = new ArrayList<>();
        PlanarImage image = attacks.get(0).blurred();
        try (AttackBatch batch =
                new AttackBatch(network, image.height(), image.width(), passes, (attack, step, objective) -> {})) {
            while (!waiting.isEmpty() || batch.size() > 0) {
                while (batch.size() < atATime && !waiting.isEmpty()) {
                    batch.admit(waiting.remove(0));
                }
                outcomes.addAll(batch.step());
            }
        }
        return outcomes;
    }

    static AttackOutcome.Completed complete(RestorationNetwork network, Attack attack) {
        return (AttackOutcome.Completed) run(network, attack).get(0);
    }
}
