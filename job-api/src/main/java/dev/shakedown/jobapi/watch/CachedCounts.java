package dev.shakedown.jobapi.watch;

import dev.shakedown.jobapi.store.StoreAnswer;
import dev.shakedown.jobapi.store.CampaignSummary;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Asks the result-store about a campaign once for all who want to know at about the same time. Thread-safe. */
final class CachedCounts {

    private static final int REMEMBERED = 1000;

    private final Function<String, StoreAnswer<CampaignSummary>> question;
    private final long goodForNanos;
    private final LongSupplier nanos;
    private final Map<String, Recent> recent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Recent> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** One campaign's; whoever holds its lock asks, and the others wait for the answer. */
    private static final class Recent {
        private @Nullable StoreAnswer<CampaignSummary> answer;
        private long at;
    }

    /**
     * Remembers answers.
     *
     * @param nanos the time, as {@link System#nanoTime()} tells it
     */
    CachedCounts(Function<String, StoreAnswer<CampaignSummary>> question, Duration goodFor, LongSupplier nanos) {
        this.question = question;
        this.goodForNanos = goodFor.toNanos();
        this.nanos = nanos;
    }

    StoreAnswer<CampaignSummary> of(String id) {
        Recent one;
        synchronized (recent) {
            one = recent.computeIfAbsent(id, any -> new Recent());
        }
        synchronized (one) {
            StoreAnswer<CampaignSummary> known = one.answer;
            if (known == null || nanos.getAsLong() - one.at >= goodForNanos) {
                known = question.apply(id);
                one.answer = known;
                one.at = nanos.getAsLong();
            }
            return known;
        }
    }
}
