package dev.shakedown.attackworker.verification.program;

import dev.shakedown.client.ResultQuery;
import dev.shakedown.client.ResultStoreClient;
import dev.shakedown.contract.http.JobRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A random sample, without repetition, of a campaign's jobs that succeeded. Positions in the campaign are drawn; if the
 * job at a position has not succeeded, the next one that has is taken. Each job costs one request, however large the
 * campaign is. The same seed gives the same jobs.
 */
final class JobSample implements Iterator<JobRecord> {

    private final ResultStore store;
    private final String campaignId;
    private final SplittableRandom random;
    private final long places;
    private final long wanted;
    private final Set<Long> taken = new HashSet<>();
    /** Fisher and Yates's shuffle of all places, of which only what has been moved is kept. */
    private final Map<Long, Long> moved = new HashMap<>();

    private long drawn;
    private @Nullable JobRecord next;

    /**
     * Draws nothing yet.
     *
     * @param places how many jobs the campaign has
     * @param wanted how many to draw, at most as many as have succeeded
     */
    JobSample(ResultStoreClient store, String campaignId, long places, long wanted, long seed) {
        this.store = store;
        this.campaignId = campaignId;
        this.places = places;
        this.wanted = wanted;
        this.random = new SplittableRandom(seed);
    }

    @Override
    public boolean hasNext() {
        while (next == null && taken.size() < wanted && drawn < places) {
            Iterator<JobRecord> from = from(draw());
            if (from.hasNext()) {
                JobRecord record = from.next();
                next = taken.add(record.request().ordinal()) ? record : null;
            }
        }
        return next != null;
    }

    @Override
    public JobRecord next() {
        JobRecord record = hasNext() ? next : null;
        if (record == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return record;
    }

    private long draw() {
        long place = random.nextLong(drawn, places);
        long ordinal = moved.getOrDefault(place, place);
        moved.put(place, moved.getOrDefault(drawn, drawn));
        moved.remove(drawn++);
        return ordinal;
    }

    private Iterator<JobRecord> from(long ordinal) {
        return store.pages(
                campaignId,
                ResultQuery.ALL
                        .with("state", "SUCCEEDED")
                        .with("after", Long.toString(ordinal - 1))
                        .first(1));
    }
}
