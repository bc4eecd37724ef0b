package dev.shakedown.local.stack;

import dev.shakedown.embedded.EmbeddedBroker;
import dev.shakedown.embedded.EmbeddedDatabase;
import dev.shakedown.embedded.ShakedownTopics;
import dev.shakedown.embedded.StartFailedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The broker and the database, which start side by side. */
final class Backbone implements AutoCloseable {

    private static final int REQUEST_PARTITIONS = 64;

    private final Guard guard;
    private final ExecutorService starters = Executors.newFixedThreadPool(2);
    private volatile @Nullable EmbeddedBroker broker;
    private volatile @Nullable EmbeddedDatabase database;

    Backbone(Guard guard) {
        this.guard = guard;
    }

    /**
     * Starts both and makes the topics.
     *
     * @throws StackFailure if one of them does not start
     */
    void start(DataDirectory data) throws InterruptedException {
        // The postmaster's id is known only once it answers; its file tells the guard before that.
        guard.watchOwnerOf(data.postgres().resolve("cluster").resolve("postmaster.pid"));
        Future<?> brokerStart = starters.submit(asTask(() -> startBroker(data.kafka())));
        Future<?> databaseStart = starters.submit(asTask(() -> startDatabase(data.postgres())));
        await(brokerStart);
        await(databaseStart);
    }

    String bootstrapServers() {
        return Objects.requireNonNull(broker).bootstrapServers();
    }

    String jdbcUrl() {
        return Objects.requireNonNull(database).jdbcUrl();
    }

    String databaseUser() {
        return Objects.requireNonNull(database).user();
    }

    /** Throws if one of them has ended. */
    void failIfBroken() {
        EmbeddedBroker runningBroker = Objects.requireNonNull(broker);
        if (isGone(runningBroker.pid())) {
            throw new StackFailure("the Kafka broker ended unasked", LogTail.of(runningBroker.log()));
        }
        if (isGone(Objects.requireNonNull(database).pid())) {
            throw new StackFailure("PostgreSQL ended unasked");
        }
    }

    /** Ends the broker at once, should it have started. */
    void killBroker() {
        EmbeddedBroker startedBroker = broker;
        if (startedBroker != null) {
            ProcessHandle.of(startedBroker.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Stops what has started: the broker, then the database. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        starters.shutdownNow();
        try {
            // Whoever is still starting has been interrupted; what does not heed that is left to the guard.
            starters.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        EmbeddedBroker startedBroker = broker;
        if (startedBroker != null) {
            startedBroker.close();
            guard.forget(startedBroker.pid());
        }
        EmbeddedDatabase startedDatabase = database;
        if (startedDatabase != null) {
            startedDatabase.close();
            guard.forget(startedDatabase.pid());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void startBroker(Path directory) {
        EmbeddedBroker started = EmbeddedBroker.start(new EmbeddedBroker.Options(directory));
        broker = started;
        guard.watch(started.pid());
        ShakedownTopics.create(started.bootstrapServers(), REQUEST_PARTITIONS);
    }

    private void startDatabase(Path directory) {
        EmbeddedDatabase started = EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory));
        database = started;
        guard.watch(started.pid());
    }

    private static Callable<Void> asTask(Runnable start) {
        return () -> {
            start.run();
            return null;
        };
    }

    private static void await(Future<?> start) throws InterruptedException {
        try {
            start.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StartFailedException failure) {
                List<String> lines = LogTail.withoutFrames(String.valueOf(failure.getMessage()));
                throw new StackFailure(lines.get(0), lines.subList(1, lines.size()));
            }
            throw new StackFailure(String.valueOf(e.getCause()));
        }
    }

    private static boolean isGone(long pid) {
        return ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true);
    }
}
