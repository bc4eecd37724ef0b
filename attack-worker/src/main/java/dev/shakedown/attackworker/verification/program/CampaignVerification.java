package dev.shakedown.attackworker.verification.program;

import dev.shakedown.attackworker.verification.SucceededJob;
import dev.shakedown.attackworker.verification.Verification;
import dev.shakedown.contract.http.JobRecord;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Verifies jobs one after the other; the next ones are downloaded meanwhile, so that at most three are in memory. */
final class CampaignVerification {

    private static final int IN_MEMORY = 3;

    private final Function<JobRecord, SucceededJob> reader;
    private final Verifier verifier;
    private final Listener listener;

    interface Verifier {
        Verification verify(SucceededJob job) throws InterruptedException;
    }

    interface Listener {
        void verified(JobRecord record, Verification verification);
    }

    private record Download(JobRecord record, Future<SucceededJob> job) {}

    /** Reads, and verifies nothing yet; {@code reader}: gives a job with its files, on another thread. */
    CampaignVerification(Function<JobRecord, SucceededJob> reader, Verifier verifier, Listener listener) {
        this.reader = reader;
        this.verifier = verifier;
        this.listener = listener;
    }

    /** Verifies all jobs; returns when the listener has received the last. */
    void run(Iterator<JobRecord> jobs) throws InterruptedException {
        Deque<Download> downloads = new ArrayDeque<>();
        ExecutorService downloading = Executors.newSingleThreadExecutor();
        try {
            while (jobs.hasNext() || !downloads.isEmpty()) {
                if (jobs.hasNext() && downloads.size() < IN_MEMORY) {
                    JobRecord record = jobs.next();
                    downloads.add(new Download(record, downloading.submit(() -> reader.apply(record))));
                } else {
                    Download next = downloads.remove();
                    listener.verified(next.record(), verifier.verify(result(next.job())));
                }
            }
        } finally {
            downloading.shutdownNow();
        }
    }

    private static SucceededJob result(Future<SucceededJob> download) throws InterruptedException {
        try {
            return download.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }
}
