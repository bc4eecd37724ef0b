package dev.shakedown.resultstore.parameter;

import dev.shakedown.resultstore.measurement.SelectionRepository.Selection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of a campaign's results are wanted, whether listed or taken away.
 *
 * @param state {@code SUCCEEDED} or {@code FAILED}; null for all
 * @param code for which they failed; null for all
 */
public record ResultFilter(
        Selection selection,
        @Nullable String state,
        @Nullable String code) {

    private static final List<String> OBJECTIVES = List.of("untargeted", "targeted", "localised", "ground-truth");
    private static final List<String> NORMS = List.of("linf", "l2");
    private static final List<String> STATES = List.of("SUCCEEDED", "FAILED");
    private static final int LARGEST_KERNEL = 10_000;

    /** All of a campaign's. */
    public static ResultFilter all(String campaignId) {
        return new ResultFilter(Selection.all(campaignId), null, null);
    }

    /** Reads what a request says of a campaign's results. */
    public static ResultFilter read(String campaignId, Parameters parameters) {
        Selection selection = new Selection(
                campaignId,
                parameters.text("dataSet"),
                parameters.text("image"),
                parameters.text("network"),
                parameters.text("judge"),
                word(parameters, "objective", OBJECTIVES),
                parameters.text("attack"),
                parameters.text("target"),
                word(parameters, "norm", NORMS),
                parameters.whole("kernelSize", 1, LARGEST_KERNEL),
                parameters.number("budget", "a number of 255ths, such as 4"),
                parameters.text("warning"));
        return new ResultFilter(selection, word(parameters, "state", STATES), parameters.text("code"));
    }

    private static @Nullable String word(Parameters parameters, String name, List<String> words) {
        return parameters
                .choice(name, words, text -> Optional.of(text).filter(words::contains))
                .orElse(null);
    }
}
