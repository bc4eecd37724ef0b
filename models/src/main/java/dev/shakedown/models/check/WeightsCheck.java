package dev.shakedown.models.check;

import ai.djl.ndarray.types.DataType;
import java.util.Locale;
import java.util.Map;

/** The card's precision and number of parameters are plausible for the weights. */
final class WeightsCheck {

    private static final Map<String, DataType> TYPES =
            Map.of("fp32", DataType.FLOAT32, "bf16", DataType.BFLOAT16, "fp16", DataType.FLOAT16);

    private WeightsCheck() {}

    static CheckFinding precision(NetworkTrial trial) {
        Map<DataType, Long> weights = trial.network().weights();
        String precision = trial.card().precision();
        for (Map.Entry<String, DataType> other : TYPES.entrySet()) {
            boolean isLower = !other.getKey().equals("fp32") && !other.getKey().equals(precision);
            if (isLower && weights.containsKey(other.getValue())) {
                return new CheckFinding.Bad("card.json: precision: " + precision + ": must be " + other.getKey()
                        + ", in which there are weights");
            }
        }
        if (trial.isCoarse() && !weights.isEmpty() && !weights.containsKey(TYPES.get(precision))) {
            return new CheckFinding.Doubtful("card.json: precision: " + precision + ", but the weights are "
                    + weights.keySet() + "; right only if the file computes in " + precision + " all the same");
        }
        return new CheckFinding.Good("the weights' precision is the card's, " + precision);
    }

    static CheckFinding count(NetworkTrial trial) {
        long stored = trial.network().weights().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        Long said = trial.card().parameters();
        if (said == null) {
            return new CheckFinding.Good(String.format(Locale.ROOT, "the file stores %,d parameters", stored));
        }
        // A weight that is used in several places is stored in each.
        return stored >= said
                ? new CheckFinding.Good(
                        String.format(Locale.ROOT, "the card counts %,d parameters, the file stores %,d", said, stored))
                : new CheckFinding.Doubtful(String.format(
                        Locale.ROOT,
                        "card.json: parameters: %,d, but the file stores %,d, constants of its code included",
                        said,
                        stored));
    }
}
