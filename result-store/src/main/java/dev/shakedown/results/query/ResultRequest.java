package dev.shakedown.results.query;

import dev.shakedown.results.measurement.Order;
import dev.shakedown.results.measurement.Place;
import dev.shakedown.results.measurement.Selection;
import dev.shakedown.results.problem.Checked;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which results of a campaign are wanted.
 *
 * @param selection those for which this holds
 * @param state {@code SUCCEEDED} or {@code FAILED}; null for both
 * @param order in this order
 * @param after from this place on
 * @param limit so many at most
 */
record ResultRequest(Selection selection, @Nullable String state, Order order, Place after, int limit) {

    private static final int LIMIT = 100;
    private static final List<String> OBJECTIVES = List.of("untargeted", "targeted", "localised", "ground-truth");
    private static final List<String> NORMS = List.of("linf", "l2");
    private static final List<String> STATES = List.of("SUCCEEDED", "FAILED");
    private static final int LARGEST_KERNEL = 10_000;

    static Checked<ResultRequest> read(String campaignId, MultivaluedMap<String, String> given, int largestPage) {
        Parameters parameters = new Parameters(given);
        Selection selection = selection(campaignId, parameters);
        Order order = parameters
                .choice("sort", Arrays.stream(Order.values()).map(Order::word).toList(), Order::of)
                .orElse(Order.ORDINAL);
        String state = word(parameters, "state", STATES);
        Place after = parameters
                .value("after", "the next of the page before, in the same order", text -> Place.read(order, text))
                .orElse(Place.start(order));
        Integer limit = parameters.whole("limit", 1, largestPage);
        return parameters.checked(() -> new ResultRequest(
                selection, state, order, after, limit == null ? Math.min(LIMIT, largestPage) : limit));
    }

    private static Selection selection(String campaignId, Parameters parameters) {
        return new Selection(
                campaignId,
                parameters.text("dataSet"),
                parameters.text("image"),
                parameters.text("network"),
                parameters.text("judge"),
                word(parameters, "objective", OBJECTIVES),
                parameters.text("target"),
                word(parameters, "norm", NORMS),
                parameters.whole("kernelSize", 1, LARGEST_KERNEL),
                parameters.number("budget", "a number of 255ths, such as 4"));
    }

    private static @Nullable String word(Parameters parameters, String name, List<String> words) {
        return parameters
                .choice(name, words, text -> Optional.of(text).filter(words::contains))
                .orElse(null);
    }

    /** Whether jobs that failed can be among them: they have no numbers, and nobody judged them. */
    boolean includesFailed() {
        return order == Order.ORDINAL && !"SUCCEEDED".equals(state) && selection.judge() == null;
    }

    boolean includesSucceeded() {
        return !"FAILED".equals(state);
    }
}
