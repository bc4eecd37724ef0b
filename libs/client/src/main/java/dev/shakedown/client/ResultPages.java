package dev.shakedown.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shakedown.contract.http.JobRecord;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A campaign's results one after the other; a page of them is in memory. */
final class ResultPages implements Iterator<JobRecord> {

    private static final int PAGE = 200;

    private final HttpService service;
    private final String campaignId;
    private final ResultQuery query;
    private int left;
    private Iterator<JobRecord> page = List.<JobRecord>of().iterator();
    private @Nullable String after;
    private boolean isLast;

    private record Page(List<JobRecord> results, @Nullable String next) {}

    ResultPages(HttpService service, String campaignId, ResultQuery query) {
        this.service = service;
        this.campaignId = campaignId;
        this.query = query;
        Integer limit = query.limit();
        this.left = limit == null ? Integer.MAX_VALUE : limit;
    }

    @Override
    public boolean hasNext() {
        while (left > 0 && !page.hasNext() && !isLast) {
            Page next = service.get(query.path(campaignId, after, Math.min(PAGE, left)), new TypeReference<>() {});
            page = next.results().iterator();
            after = next.next();
            isLast = after == null;
        }
        return left > 0 && page.hasNext();
    }

    @Override
    public JobRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        left--;
        return page.next();
    }
}
