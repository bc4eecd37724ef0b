package dev.shakedown.attackworker.network;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Work that other threads want done on the device's thread, which does it between two steps. Each of those threads
 * waits for its own work, so the queue is never longer than they are many.
 */
@ApplicationScoped
public class DeviceQueue {

    private final BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    /** The device's thread has stopped, or the caller's was interrupted, before the work was done. */
    public static final class DeviceStoppedException extends RuntimeException {

        DeviceStoppedException() {
            super("the worker stops");
        }
    }

    /**
     * Has the device's thread do something, and waits for it.
     *
     * @throws DeviceStoppedException if it is not done, because the worker stops
     */
    public <T> T call(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        waiting.add(task);
        if (closed) {
            cancelWaiting();
        }
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (CancellationException e) {
            throw new DeviceStoppedException();
        } catch (InterruptedException e) {
            task.cancel(false);
            Thread.currentThread().interrupt();
            throw new DeviceStoppedException();
        }
    }

    int size() {
        return waiting.size();
    }

    /** Ends the device's thread's wait, if it waits. */
    public void wake() {
        waiting.add(() -> {});
    }

    /** Does all work that waits. Belongs to the device's thread. */
    public void serve() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }

    /** Waits until there is work or {@link #wake} is called, for a while at most, and does it. */
    public void serveWithin(long millis) throws InterruptedException {
        Runnable next = waiting.poll(millis, TimeUnit.MILLISECONDS);
        if (next != null) {
            next.run();
            serve();
        }
    }

    /** Fails all work that waits or is yet to come. */
    public void close() {
        closed = true;
        cancelWaiting();
    }

    private void cancelWaiting() {
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next instanceof FutureTask<?> task) {
                task.cancel(false);
            }
        }
    }
}
