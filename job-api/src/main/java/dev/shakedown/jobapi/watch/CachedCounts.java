package dev.shakedown.jobapi.watch;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.shakedown.contract.http.CampaignSummary;
import dev.shakedown.jobapi.store.StoreAnswer;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The result-store's counts of campaigns: one request serves all callers of about the same time. */
final class CachedCounts {

    private static final int REMEMBERED = 1000;

    private final LoadingCache<String, StoreAnswer<CampaignSummary>> counts;

    /**
     * Remembers answers.
     *
     * @param request asks the result-store about a campaign
     * @param nanos the time, as {@link System#nanoTime()} has it
     */
    CachedCounts(Function<String, StoreAnswer<CampaignSummary>> request, Duration goodFor, LongSupplier nanos) {
        this.counts = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(goodFor)
                .ticker(nanos::getAsLong)
                .build(request::apply);
    }

    StoreAnswer<CampaignSummary> of(String id) {
        return counts.get(id);
    }
}
