package dev.shakedown.attackworker.attack;

import ai.djl.ndarray.NDManager;
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
                outcomes.addAll(step(batch, network));
            }
        }
        return outcomes;
    }

    /** A step, and the outcomes of the attacks that ended with it. */
    static List<AttackOutcome> step(AttackBatch batch, RestorationNetwork network) {
        List<AttackOutcome> outcomes = new ArrayList<>();
        for (EndedAttack ended : batch.step()) {
            try (ended) {
                outcomes.add(ended.outcome(network));
            }
        }
        return outcomes;
    }

    /** N(y) of an attack's first view. */
    static PlanarImage cleanOutput(RestorationNetwork network, Attack attack) {
        return output(network, attack, attack.blurred());
    }

    /** N(y + delta) of an attack's first view. */
    static PlanarImage attackedOutput(RestorationNetwork network, AttackOutcome.Completed done) {
        Attack attack = done.attack();
        return output(network, attack, attack.blurred().plus(done.perturbation()));
    }

    private static PlanarImage output(RestorationNetwork network, Attack attack, PlanarImage input) {
        try (NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
            return Restoration.restore(network, manager, input, attack.kernel());
        }
    }

    static AttackOutcome.Completed complete(RestorationNetwork network, Attack attack) {
        return (AttackOutcome.Completed) run(network, attack).get(0);
    }
}
