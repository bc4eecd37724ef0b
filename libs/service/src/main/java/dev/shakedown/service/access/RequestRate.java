package dev.shakedown.service.access;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A token bucket for each client: holds a minute's requests, and fills evenly. Clients whose buckets are full again are
 * forgotten, so memory grows only with those that were busy within the last minute. Thread-safe.
 */
final class RequestRate {

    private static final double NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int CROWD = 1000;

    private final int perMinute;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new HashMap<>();
    private int sweepAt = CROWD;

    /** How many requests were left at some time. */
    private record Bucket(double left, long at) {}

    /**
     * Nobody has asked yet.
     *
     * @param perMinute requests per minute and client, at least 1
     * @param nanoTime the clock
     */
    RequestRate(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
    }

    /** Takes one request from the client's bucket; zero, or how long the client must wait until there is one. */
    synchronized Duration take(String client) {
        long now = nanoTime.getAsLong();
        double left = left(buckets.getOrDefault(client, new Bucket(perMinute, now)), now);
        if (left < 1) {
            return Duration.ofNanos((long) Math.ceil((1 - left) * NANOS_PER_MINUTE / perMinute));
        }
        buckets.put(client, new Bucket(left - 1, now));
        forgetTheQuiet(now);
        return Duration.ZERO;
    }

    synchronized int clients() {
        return buckets.size();
    }

    private double left(Bucket bucket, long now) {
        return Math.min(perMinute, bucket.left() + (now - bucket.at()) * perMinute / NANOS_PER_MINUTE);
    }

    private void forgetTheQuiet(long now) {
        if (buckets.size() >= sweepAt) {
            buckets.values().removeIf(bucket -> left(bucket, now) >= perMinute);
            sweepAt = Math.max(CROWD, 2 * buckets.size());
        }
    }
}
