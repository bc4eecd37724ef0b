package dev.shakedown.resultstore.query;

import dev.shakedown.contract.http.JobRecord;
import dev.shakedown.resultstore.job.JobRepository;
import dev.shakedown.resultstore.job.JobRow;
import dev.shakedown.resultstore.measurement.Order;
import dev.shakedown.resultstore.measurement.Place;
import dev.shakedown.resultstore.measurement.Selection;
import dev.shakedown.resultstore.measurement.SelectionRepository;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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
        ResultRequest request = new ResultRequest(Selection.all(campaignId), null, order, Place.start(order), limit);
        return page(connection, request).results();
    }

    ResultPage page(Connection connection, ResultRequest request) throws SQLException {
        // One more than the page holds, to see whether there is a next one.
        List<Place> places = places(connection, request, request.limit() + 1);
        List<Place> shown = places.subList(0, Math.min(request.limit(), places.size()));
        String next = shown.size() < places.size() ? shown.get(shown.size() - 1).text(request.order()) : null;
        return new ResultPage(records(connection, request.selection().campaignId(), shown), next);
    }

    private List<Place> places(Connection connection, ResultRequest request, int limit) throws SQLException {
        boolean all = request.state() == null && request.order() == Order.ORDINAL;
        if (all && !request.selection().isNarrow()) {
            return jobs
                    .endedOrdinals(
                            connection,
                            request.selection().campaignId(),
                            request.after().ordinal(),
                            limit)
                    .stream()
                    .map(ordinal -> new Place(ordinal, ordinal))
                    .toList();
        }
        List<Place> places = new ArrayList<>();
        if (request.includesSucceeded()) {
            places.addAll(
                    selections.succeeded(connection, request.selection(), request.order(), request.after(), limit));
        }
        if (request.includesFailed()) {
            places.addAll(selections.failed(connection, request.selection(), request.after(), limit));
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
}
