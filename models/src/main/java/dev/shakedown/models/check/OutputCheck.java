package dev.shakedown.models.check;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.shakedown.contract.network.NetworkCard;
import dev.shakedown.models.check.NetworkFileCheck.CheckFinding;
import dev.shakedown.models.restoration.LibtorchMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The output has the input's shape and is finite, from the least size on and for odd sizes; and is the same again. */
final class OutputCheck {

    private static final Map<String, float[]> CONSTANT = new LinkedHashMap<>();

    static {
        CONSTANT.put("black", new float[] {0, 0, 0});
        CONSTANT.put("white", new float[] {1, 1, 1});
        CONSTANT.put("grey", new float[] {0.5f, 0.5f, 0.5f});
        CONSTANT.put("red", new float[] {1, 0, 0});
        CONSTANT.put("green", new float[] {0, 1, 0});
        CONSTANT.put("blue", new float[] {0, 0, 1});
    }

    private OutputCheck() {}

    static CheckFinding shapes(NetworkTrial trial) {
        List<String> sizes = new ArrayList<>();
        for (int[] size : sizes(trial.card())) {
            NDArray y = trial.input().pictures(size[0], size[1], size[2]);
            NDArray b = trial.kernels(size[0] == 1 ? new int[] {5} : new int[] {5, 5});
            CheckFinding.Bad problem = problem(trial, y, b);
            if (problem != null) {
                return problem;
            }
            sizes.add(NetworkTrial.size(y.getShape()));
        }
        return new CheckFinding.Good("the output has the input's shape and is finite, at " + String.join(", ", sizes));
    }

    /** Images, height and width of each batch; the first is what a file that was traced at one size takes too. */
    private static int[][] sizes(NetworkCard card) {
        int least = card.minimumSize();
        List<Integer> tile = card.fixedSize();
        if (tile == null) {
            return new int[][] {{1, least, least}, {1, least + 5, least + 12}, {2, least + 7, least + 2}};
        }
        int height = tile.get(0);
        int width = tile.get(1);
        return new int[][] {
            {1, height, width},
            {1, Math.min(least, height), Math.min(least, width)},
            {2, height, width},
            {1, height + 5, width}
        };
    }

    /** What to do about a file that was traced at one size. */
    private static String remedy(NetworkCard card) {
        return card.fixedSize() == null
                ? "; a file that was traced at one size becomes one that takes any by python3 -m zoo convert FILE --card"
                        + " card.yaml --out NAME.pt, in models/, with fixedSize: [height, width] on the card"
                : "; with fixedSize " + card.fixedSize()
                        + " on its card the file must cut images into tiles of that size:"
                        + " python3 -m zoo convert FILE --card card.yaml --out NAME.pt, in models/, wraps it in them";
    }

    private static CheckFinding.@Nullable Bad problem(NetworkTrial trial, NDArray y, @Nullable NDArray b) {
        Shape shape = y.getShape();
        NDArray output;
        try {
            output = trial.restore(y, b);
        } catch (EngineException e) {
            String parameters = b == null ? "y alone, as kind on the card is blind," : "y and b";
            return new CheckFinding.Bad("for an input of shape " + shape + " the network fails: "
                    + LibtorchMessage.line(e) + "; forward must take " + parameters
                    + " of any height and width from minimumSize upwards" + remedy(trial.card()));
        }
        if (!NumericAgreement.isFinite(output)) {
            return new CheckFinding.Bad("for an input of shape " + shape
                    + " the output has values that are not finite; it must not, for any picture in [0,1]");
        }
        return null;
    }

    /** Black, white and others that a camera gives where it is covered or overexposed. */
    static CheckFinding constantPictures(NetworkTrial trial) {
        @Nullable NDArray b = trial.kernels(9);
        List<String> steep = new ArrayList<>();
        for (Map.Entry<String, float[]> picture : CONSTANT.entrySet()) {
            NDArray colour = trial.manager().create(picture.getValue(), new Shape(1, 3, 1, 1));
            NDArray y = colour.broadcast(new Shape(1, 3, trial.height(32), trial.width(32)))
                    .duplicate();
            if (!NumericAgreement.isFinite(trial.restore(y, b))) {
                return new CheckFinding.Bad("for a picture that is " + picture.getKey() + " everywhere the output has"
                        + " values that are not finite; it must not, for any picture in [0,1]: guard divisions, roots"
                        + " and logarithms against 0");
            }
            if (!NumericAgreement.isFinite(trial.gradient(y, b))) {
                steep.add(picture.getKey());
            }
        }
        return steep.isEmpty()
                ? new CheckFinding.Good("output and gradient are finite for black, white and other constant pictures")
                : new CheckFinding.Doubtful(
                        "the gradient is not finite for pictures that are " + String.join(", ", steep)
                                + " everywhere; attacks on such pictures fail: guard square roots and norms against 0");
    }

    static CheckFinding repetition(NetworkTrial trial) {
        NDArray y = trial.input().pictures(1, trial.height(33), trial.width(40));
        NDArray b = trial.kernels(9);
        NDArray first = trial.restore(y, b);
        for (int call = 2; call <= 4; call++) {
            double distance = NumericAgreement.relativeDistance(trial.restore(y, b), first);
            if (!(distance <= trial.outputTolerance())) {
                return new CheckFinding.Bad(String.format(
                        Locale.ROOT,
                        "call %d gives another output than the first for the same input (relative distance %.1e);"
                                + " switch off whatever draws random numbers or keeps state, such as dropout",
                        call,
                        distance));
            }
        }
        return new CheckFinding.Good("four calls with one input give one output");
    }
}
