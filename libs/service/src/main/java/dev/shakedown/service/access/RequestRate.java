package dev.shakedown.service.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A token bucket for each client: holds a minute's requests and fills evenly. Clients without requests for a minute are
 * forgotten, because their buckets are full again. Thread-safe.
 */
final class RequestRate {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final int perMinute;
    private final TimeMeter clock;
    private final Cache<String, Bucket> buckets;

    /**
     * Starts with full buckets.
     *
     * @param perMinute requests per minute and client, at least 1
     */
    RequestRate(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.clock = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanoTime.getAsLong();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
        this.buckets = Caffeine.newBuilder()
                .expireAfterAccess(MINUTE)
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /** Takes one request from the client's bucket; zero, or how long the client must wait until there is one. */
    Duration take(String client) {
        return Duration.ofNanos(buckets.get(client, any -> full())
                .tryConsumeAndReturnRemaining(1)
                .getNanosToWaitForRefill());
    }

    long clients() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                .withCustomTimePrecision(clock)
                .build();
    }
}
