package dev.shakedown.attackworker.completion;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.Semaphore;

/**
 * Results that are being sent to Kafka while attacks go on. Their number and size are limited; beyond that, sending
 * waits. Thread-safe.
 */
final class ResultsInFlight {

    private static final int KIB = 1024;

    private final int kibibytes;
    private final Semaphore roomForJobs;
    private final Semaphore roomForBytes;

    /** Room for so many jobs and so many KiB. */
    ResultsInFlight(int jobs, int kibibytes) {
        this.kibibytes = kibibytes;
        this.roomForJobs = new Semaphore(jobs, true);
        this.roomForBytes = new Semaphore(kibibytes, true);
    }

    /**
     * Begins to send as soon as there is room; returns then.
     *
     * @param bytes about how many; more than there ever is room for count as all of it
     */
    void send(long bytes, Uni<Void> sending) throws InterruptedException {
        int size = (int) Math.min(kibibytes, bytes / KIB + 1);
        roomForJobs.acquire();
        roomForBytes.acquire(size);
        sending.onTermination()
                .invoke(() -> {
                    roomForBytes.release(size);
                    roomForJobs.release();
                })
                .subscribe()
                .with(
                        done -> {},
                        refused -> Log.errorf(
                                "A result is not published, and its request is redelivered when this worker stops: %s",
                                refused.getMessage()));
    }
}
