package dev.shakedown.attackworker.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.attackworker.network.DeviceQueue.DeviceStoppedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DeviceQueueTest {

    private final DeviceQueue queue = new DeviceQueue();

    @Test
    void workIsDoneOnTheThreadThatServesAndItsCallerGetsTheResult() throws Exception {
        CompletableFuture<Thread> worker = CompletableFuture.supplyAsync(() -> queue.call(Thread::currentThread));

        while (!worker.isDone()) {
            queue.serveWithin(10);
        }

        assertThat(worker.get()).isEqualTo(Thread.currentThread());
    }

    @Test
    void aFailureReachesTheCallerAndNotTheThreadThatServes() throws Exception {
        CompletableFuture<Object> caller = CompletableFuture.supplyAsync(() -> queue.call(() -> {
            throw new IllegalArgumentException("as it was");
        }));

        while (!caller.isDone()) {
            queue.serveWithin(10);
        }

        assertThatThrownBy(caller::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingWaitsForAThreadThatHasStopped() {
        CompletableFuture<Object> before = CompletableFuture.supplyAsync(() -> queue.call(Object::new));

        queue.close();

        assertThatThrownBy(before::join).hasCauseInstanceOf(DeviceStoppedException.class);
        assertThatThrownBy(() -> queue.call(Object::new)).isInstanceOf(DeviceStoppedException.class);
    }

    @Test
    void wakingEndsAWait() throws Exception {
        CompletableFuture<Void> waker = CompletableFuture.runAsync(queue::wake);
        long began = System.nanoTime();

        queue.serveWithin(TimeUnit.SECONDS.toMillis(15));

        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(10));
        waker.get();
    }
}
