package dev.shakedown.models.check;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.models.check.NetworkFileCheck.CheckFinding;
import dev.shakedown.models.check.TrialPhotograph.TrialBlur;
import dev.shakedown.models.restoration.LibtorchMessage;
import dev.shakedown.models.restoration.NetworkFile;
import dev.shakedown.models.restoration.NetworkFile.NetworkOpening;
import dev.shakedown.models.restoration.RestorationNetwork;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A file computes the same as it was saved and in evaluation mode, in which workers run it. */
final class SavedModeCheck {

    private static final String REMEDY =
            "; if evaluation mode is meant, call network.eval() before torch.jit.save; if statistics of each picture"
                    + " are meant, use instance normalisation, and no dropout";

    private SavedModeCheck() {}

    /** Compares; {@code evaluated}: the file's network in evaluation mode, not closed. */
    static CheckFinding look(NetworkFile file, RestorationNetwork evaluated) {
        String modules;
        try {
            List<String> found = file.modulesInTrainMode();
            if (found.isEmpty()) {
                return new CheckFinding.Good("it computes the same in train mode, or was saved in evaluation mode");
            }
            modules = "saved in train mode: " + String.join(", ", found);
        } catch (IOException e) {
            modules = "perhaps saved in train mode";
        }
        NetworkOpening opening = file.openInTrainMode(evaluated.device());
        if (opening instanceof NetworkOpening.Refused refused) {
            return new CheckFinding.Bad(modules + "; it cannot be opened in that mode: " + refused.reason());
        }
        try (RestorationNetwork training = ((NetworkOpening.Opened) opening).network();
                NDManager manager = NDManager.newBaseManager(evaluated.device(), "PyTorch")) {
            return compare(
                    modules,
                    new NetworkTrial(training, manager, new TrialInput(manager, 1)),
                    new NetworkTrial(evaluated, manager, new TrialInput(manager, 1)));
        }
    }

    private static CheckFinding compare(String modules, NetworkTrial training, NetworkTrial evaluated) {
        TrialPhotograph photograph = evaluated.photograph();
        NDArray y = evaluated
                .manager()
                .create(photograph.blurred(TrialBlur.MOTION), new Shape(1, 3, photograph.side(), photograph.side()));
        @Nullable NDArray b = evaluated.kernels(9);
        NDArray inEvaluation;
        try {
            inEvaluation = evaluated.restore(y, b);
        } catch (EngineException | IllegalStateException e) {
            return new CheckFinding.Doubtful(modules + "; evaluation mode fails");
        }
        NDArray inTraining;
        try {
            inTraining = training.restore(y, b);
        } catch (EngineException e) {
            return new CheckFinding.Bad(modules + "; in that mode it fails: " + LibtorchMessage.line(e) + REMEDY);
        } catch (IllegalStateException e) {
            return new CheckFinding.Bad(modules + "; in that mode: " + e.getMessage() + REMEDY);
        }
        double distance = NumericAgreement.relativeDistance(inEvaluation, inTraining);
        return distance <= evaluated.outputTolerance()
                ? new CheckFinding.Doubtful(modules + "; no difference to evaluation mode was seen")
                : new CheckFinding.Bad(String.format(
                        Locale.ROOT,
                        "%s; it would run in evaluation mode, where its output differs (%.2f dB in train mode, %.2f dB in"
                                + " evaluation mode, for a blurred photograph)%s",
                        modules,
                        photograph.psnr(inTraining.toFloatArray()),
                        photograph.psnr(inEvaluation.toFloatArray()),
                        REMEDY));
    }
}
