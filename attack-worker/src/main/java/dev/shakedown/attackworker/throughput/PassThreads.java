package dev.shakedown.attackworker.throughput;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Threads that run passes side by side, each with an equal share of libtorch's threads. On a processor with few cores,
 * whose cores wait for one another in every operation, two images on a core each can be faster than one on both.
 *
 * <p>One task runs on the calling thread. Belongs to one thread; a process should have no two that run at the same
 * time, since libtorch's number of threads is a process's setting.
 */
public final class PassThreads implements AutoCloseable {

    private final int allThreads;
    private final List<ExecutorService> others = new ArrayList<>();

    /** Lanes over as many threads as libtorch has now. */
    public PassThreads() {
        // Loads libtorch, if this is the first use of it.
        Engine.getEngine("PyTorch");
        this.allThreads = JniUtils.getNumThreads();
    }

    /** How many tasks may run side by side with a thread each. */
    public int most() {
        return allThreads;
    }

    /**
     * Runs tasks side by side and waits for all of them.
     *
     * @param tasks one or more, each for a lane of its own
     * @return their results, in order
     * @throws RuntimeException the first that a task threw, once all have ended
     */
    public <T> List<T> run(List<Supplier<T>> tasks) {
        if (tasks.size() == 1) {
            return List.of(tasks.get(0).get());
        }
        int share = Math.max(1, allThreads / tasks.size());
        while (others.size() < tasks.size() - 1) {
            others.add(Executors.newSingleThreadExecutor(work -> {
                Thread thread = new Thread(work, "lane");
                thread.setDaemon(true);
                return thread;
            }));
        }
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 1; i < tasks.size(); i++) {
            Supplier<T> task = tasks.get(i);
            futures.add(others.get(i - 1).submit(() -> withThreads(share, task)));
        }
        List<T> results = new ArrayList<>();
        RuntimeException failure = null;
        try {
            results.add(withThreads(share, tasks.get(0)));
        } catch (RuntimeException e) {
            failure = e;
        }
        for (Future<T> future : futures) {
            try {
                results.add(outcome(future));
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        JniUtils.setNumThreads(allThreads);
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    /** The setting counts for the thread that makes it, and for those that compute for the first time after it. */
    private static <T> T withThreads(int threads, Supplier<T> task) {
        JniUtils.setNumThreads(threads);
        return task.get();
    }

    private static <T> T outcome(Future<T> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    // The task uses arrays that the caller owns, so it must end first.
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        others.forEach(ExecutorService::shutdown);
    }
}
