package dev.shakedown.models.check;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import dev.shakedown.models.restoration.LibtorchMessage;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything that the attack relies on, tried on one network with small pictures. Takes some tens of forward and
 * backward passes.
 */
public final class NetworkCheck {

    private static final List<Check> CHECKS = List.of(
            OutputCheck::shapes,
            OutputCheck::repetition,
            GradientCheck::exists,
            OutputCheck::constantPictures,
            GradientCheck::slope,
            BatchCheck::kernelPadding,
            BatchCheck::independence,
            WeightsCheck::precision,
            WeightsCheck::count,
            PhotographCheck::restoration,
            PhotographCheck::bounds);

    private NetworkCheck() {}

    private interface Check {
        CheckFinding look(NetworkTrial trial);
    }

    /**
     * Checks, until something is bad.
     *
     * @param network not closed
     * @param listener hears every finding that is not bad, in turn
     * @return what is bad; empty if nothing is
     */
    public static Optional<CheckFinding.Bad> run(RestorationNetwork network, Consumer<CheckFinding> listener) {
        for (Check check : CHECKS) {
            CheckFinding finding;
            try (NDManager manager = NDManager.newBaseManager(network.device(), "PyTorch")) {
                finding = check.look(new NetworkTrial(network, manager, new TrialInput(manager, 1)));
            } catch (EngineException e) {
                finding = new CheckFinding.Bad("the network fails: " + LibtorchMessage.line(e));
            } catch (IllegalStateException e) {
                finding = new CheckFinding.Bad(String.valueOf(e.getMessage()));
            }
            if (finding instanceof CheckFinding.Bad bad) {
                return Optional.of(bad);
            }
            listener.accept(finding);
        }
        return Optional.empty();
    }
}
