package dev.shakedown.attackworker.completion;

import dev.shakedown.attackworker.delivery.DeliveredRequest;
import dev.shakedown.attackworker.job.JobScope;
import dev.shakedown.attackworker.job.SlotLimit;
import dev.shakedown.attackworker.job.WorkerConfig;
import dev.shakedown.attackworker.network.DeviceQueue;
import dev.shakedown.attackworker.network.DeviceQueue.DeviceStoppedException;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/**
 * The host threads that end jobs, and the bounded queue before them. A job counts as inside from when it is handed over
 * until the brokers have what is to be sent of it. Handing over never waits; {@link #hasRoom} says when to stop.
 * Thread-safe.
 */
@ApplicationScoped
class CompletionThreads {

    /** Jobs that wait for a thread or are on one: as many as two full batches, or some for each thread. */
    private static final int BATCHES = 2;

    private static final int JOBS_A_THREAD = 4;

    /** Of the heap, this much may be in their arrays. */
    private static final int HEAP_SHARE = 4;

    private static final int MOST_JOBS_SENT = 256;
    private static final int MOST_KIBIBYTES_SENT = 128 * 1024;

    /** At least two, so that one computes while the other waits for the device. */
    private final int count = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);

    private final AtomicInteger started = new AtomicInteger();
    private final ExecutorService threads =
            Executors.newFixedThreadPool(count, task -> new Thread(task, "completion-" + started.incrementAndGet()));
    private final ExecutorService sender =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "completion-sender"));
    private final ResultsInFlight sent = new ResultsInFlight(MOST_JOBS_SENT, MOST_KIBIBYTES_SENT);
    private final Set<Inside> inside = ConcurrentHashMap.newKeySet();
    private final AtomicInteger jobs = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final DeviceQueue device;
    private final int mostJobs;
    private final long mostBytes = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    private volatile boolean broken;

    CompletionThreads(WorkerConfig config, DeviceQueue device) {
        this.device = device;
        this.mostJobs = Math.max(JOBS_A_THREAD * count, BATCHES * SlotLimit.jobs(config));
    }

    @FunctionalInterface
    interface Work {

        Sending run() throws InterruptedException;
    }

    /** What is to be sent to Kafka; {@code bytes}: about how many. */
    record Sending(long bytes, Uni<Void> records) {}

    private record Inside(TopicPartition partition, CompletableFuture<Void> left) {}

    /** Hands over a job that is to be evaluated; {@code size}: about how many bytes it holds until it is sent. */
    void evaluate(DeliveredRequest delivered, long size, Work work) {
        handOver(threads, delivered, size, work);
    }

    /** Hands over a job that is only sent; it does not wait for those that are evaluated. */
    void send(DeliveredRequest delivered, long size, Work work) {
        handOver(sender, delivered, size, work);
    }

    private void handOver(ExecutorService to, DeliveredRequest delivered, long size, Work work) {
        Inside entry = new Inside(delivered.place().partition(), new CompletableFuture<>());
        inside.add(entry);
        jobs.incrementAndGet();
        bytes.addAndGet(size);
        to.execute(() -> {
            try (JobScope scope = JobScope.of(delivered)) {
                run(delivered, work, entry);
            } finally {
                jobs.decrementAndGet();
                bytes.addAndGet(-size);
                device.wake();
            }
        });
    }

    private void run(DeliveredRequest delivered, Work work, Inside entry) {
        try {
            Sending sending = work.run();
            sent.send(sending.bytes(), sending.records().onTermination().invoke(() -> leave(entry)));
        } catch (InterruptedException | DeviceStoppedException e) {
            Log.infof(
                    "Job %s is redelivered: the worker stops",
                    delivered.request().jobId());
            leave(entry);
        } catch (Throwable e) {
            broken = true;
            leave(entry);
            throw e;
        }
    }

    private void leave(Inside entry) {
        inside.remove(entry);
        entry.left().complete(null);
    }

    /** Whether more jobs should be handed over now. */
    boolean hasRoom() {
        int waiting = jobs.get();
        return waiting == 0 || waiting < mostJobs && bytes.get() < mostBytes;
    }

    /** Completes when no job of these partitions is inside that is now. */
    CompletableFuture<Void> empty(Set<TopicPartition> partitions) {
        return CompletableFuture.allOf(inside.stream()
                .filter(entry -> partitions.contains(entry.partition()))
                .map(Inside::left)
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Completes when no job is inside that is now. */
    CompletableFuture<Void> empty() {
        return CompletableFuture.allOf(inside.stream().map(Inside::left).toArray(CompletableFuture<?>[]::new));
    }

    boolean isWorking() {
        return !broken;
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
        sender.shutdownNow();
    }

    /**
     * Results that are being sent to Kafka while attacks go on. Their number and size are limited; beyond that, sending
     * waits. Thread-safe.
     */
    static final class ResultsInFlight {

        private static final int KIB = 1024;

        private final int kibibytes;
        private final Semaphore roomForJobs;
        private final Semaphore roomForBytes;

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
}
