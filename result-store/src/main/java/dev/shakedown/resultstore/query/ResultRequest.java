package dev.shakedown.resultstore.query;

import dev.shakedown.resultstore.measurement.Order;
import dev.shakedown.resultstore.measurement.Place;
import dev.shakedown.resultstore.measurement.Selection;
import dev.shakedown.resultstore.parameter.Parameters;
import dev.shakedown.resultstore.parameter.ResultFilter;
import dev.shakedown.service.problem.Checked;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
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

    static Checked<ResultRequest> read(String campaignId, MultivaluedMap<String, String> given, int largestPage) {
        Parameters parameters = new Parameters(given);
        ResultFilter filter = ResultFilter.read(campaignId, parameters);
        Order order = parameters
                .choice("sort", Arrays.stream(Order.values()).map(Order::word).toList(), Order::of)
                .orElse(Order.ORDINAL);
        Place after = parameters
                .value("after", "the next of the page before, in the same order", text -> Place.read(order, text))
                .orElse(Place.start(order));
        Integer limit = parameters.whole("limit", 1, largestPage);
        return parameters.checked(() -> new ResultRequest(
                filter.selection(),
                filter.state(),
                order,
                after,
                limit == null ? Math.min(LIMIT, largestPage) : limit));
    }

    /** Whether jobs that failed can be among them: they have no numbers and no judge. */
    boolean includesFailed() {
        return order == Order.ORDINAL && !"SUCCEEDED".equals(state) && selection.judge() == null;
    }

    boolean includesSucceeded() {
        return !"FAILED".equals(state);
    }
}
