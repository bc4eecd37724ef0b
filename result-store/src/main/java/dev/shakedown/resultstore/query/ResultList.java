package dev.shakedown.resultstore.query;

import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.resultstore.job.JobRepository;
import dev.shakedown.resultstore.job.JobRepository.JobRow;
import dev.shakedown.resultstore.measurement.Order;
import dev.shakedown.resultstore.measurement.Order.Place;
import dev.shakedown.resultstore.measurement.SelectionRepository;
import dev.shakedown.resultstore.parameter.Parameters;
import dev.shakedown.resultstore.parameter.ResultFilter;
import dev.shakedown.service.problem.Checked;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds a page of results. */
@Singleton
public class ResultList {

    private final SelectionRepository selections;
    private final JobRepository jobs;
    private final StoredMessages messages;

    ResultList(SelectionRepository selections, JobRepository jobs, StoredMessages messages) {
        this.selections = selections;
        this.jobs = jobs;
        this.messages = messages;
    }

    /** The first results of a campaign in an order. */
    public List<JobRecord> first(Connection connection, String campaignId, Order order, int limit) throws SQLException {
        ResultRequest request = new ResultRequest(ResultFilter.all(campaignId), order, Place.start(order), limit);
        return page(connection, request).results();
    }

    ResultPage page(Connection connection, ResultRequest request) throws SQLException {
        // One more than the page holds, to see whether there is a next one.
        List<Place> places = places(connection, request, request.limit() + 1);
        List<Place> shown = places.subList(0, Math.min(request.limit(), places.size()));
        String next = shown.size() < places.size() ? shown.get(shown.size() - 1).text(request.order()) : null;
        return new ResultPage(records(connection, request.filter().selection().campaignId(), shown), next);
    }

    private List<Place> places(Connection connection, ResultRequest request, int limit) throws SQLException {
        if (request.isAll()) {
            return jobs
                    .endedOrdinals(
                            connection,
                            request.filter().selection().campaignId(),
                            request.after().ordinal(),
                            limit)
                    .stream()
                    .map(ordinal -> new Place(ordinal, ordinal))
                    .toList();
        }
        List<Place> places = new ArrayList<>();
        if (request.includesSucceeded()) {
            places.addAll(selections.succeeded(
                    connection, request.filter().selection(), request.order(), request.after(), limit));
        }
        if (request.includesFailed()) {
            places.addAll(selections.failed(
                    connection, request.filter().selection(), request.filter().code(), request.after(), limit));
            places.sort(Comparator.comparingLong(Place::ordinal));
        }
        return places.subList(0, Math.min(limit, places.size()));
    }

    private List<JobRecord> records(Connection connection, String campaignId, List<Place> shown) throws SQLException {
        List<Long> ordinals = shown.stream().map(Place::ordinal).toList();
        Map<Long, JobRow> found = jobs.find(connection, campaignId, ordinals).stream()
                .collect(Collectors.toMap(JobRow::ordinal, Function.identity()));
        return ordinals.stream()
                .flatMap(ordinal -> Optional.ofNullable(found.get(ordinal)).stream())
                .map(messages::job)
                .toList();
    }

    /**
     * Some of a campaign's results.
     *
     * @param results jobs that have ended and whose artifacts are all stored
     * @param next where the next page starts, to be given as {@code after}; null if there is none now
     */
    public record ResultPage(
            List<JobRecord> results, @Nullable String next) {

        public ResultPage {
            results = List.copyOf(results);
        }
    }

    /** Which results of a campaign are wanted. */
    record ResultRequest(ResultFilter filter, Order order, Place after, int limit) {

        private static final int LIMIT = 100;

        static Checked<ResultRequest> read(String campaignId, MultivaluedMap<String, String> given, int largestPage) {
            Parameters parameters = new Parameters(given);
            ResultFilter filter = ResultFilter.read(campaignId, parameters);
            Order order = parameters
                    .choice(
                            "sort",
                            Arrays.stream(Order.values()).map(Order::word).toList(),
                            Order::of)
                    .orElse(Order.ORDINAL);
            Place after = parameters
                    .value("after", "the next of the page before, in the same order", text -> Place.read(order, text))
                    .orElse(Place.start(order));
            Integer limit = parameters.whole("limit", 1, largestPage);
            return parameters.checked(() ->
                    new ResultRequest(filter, order, after, limit == null ? Math.min(LIMIT, largestPage) : limit));
        }

        /** Whether it leaves no job out that has ended. */
        boolean isAll() {
            return filter.equals(ResultFilter.all(filter.selection().campaignId())) && order == Order.ORDINAL;
        }

        /** Whether jobs that failed can be among them: they have no numbers and no judge. */
        boolean includesFailed() {
            return order == Order.ORDINAL
                    && !"SUCCEEDED".equals(filter.state())
                    && filter.selection().judge() == null;
        }

        boolean includesSucceeded() {
            return !"FAILED".equals(filter.state()) && filter.code() == null;
        }
    }
}
