package dev.shakedown.stack;

import dev.shakedown.stack.embedded.EmbeddedBroker;
import dev.shakedown.stack.embedded.EmbeddedDatabase;
import dev.shakedown.stack.embedded.ShakedownTopics;
import dev.shakedown.stack.embedded.StartFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The broker and the database, which start side by side. */
final class Backbone implements AutoCloseable {

    private static final int REQUEST_PARTITIONS = 64;

    private final Guard guard;
    private final boolean interposed;
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private volatile @Nullable Line brokerLine;
    private volatile @Nullable Line databaseLine;
    private final ExecutorService starters = Executors.newFixedThreadPool(2);
    private volatile @Nullable EmbeddedBroker broker;
    private volatile @Nullable EmbeddedDatabase database;

    /** {@code interposed}: whether connections go over lines that can be cut. */
    Backbone(Guard guard, boolean interposed) {
        this.guard = guard;
        this.interposed = interposed;
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
        Line line = brokerLine;
        return line == null ? Objects.requireNonNull(broker).bootstrapServers() : "127.0.0.1:" + line.port();
    }

    String jdbcUrl() {
        EmbeddedDatabase running = Objects.requireNonNull(database);
        Line line = databaseLine;
        return line == null ? running.jdbcUrl() : running.jdbcUrl().replace(":" + running.port(), ":" + line.port());
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
        lines.forEach(Line::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The broker and the database, as something that can be made to fail. */
    List<Part> parts(DataDirectory data) {
        return List.of(
                new BackbonePart(
                        "broker",
                        () -> Objects.requireNonNull(broker).pid(),
                        () -> Objects.requireNonNull(broker).close(),
                        () -> restartBroker(data.kafka())),
                new BackbonePart(
                        "postgres",
                        () -> Objects.requireNonNull(database).pid(),
                        () -> Objects.requireNonNull(database).close(),
                        () -> restartDatabase(data.postgres())));
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    private record BackbonePart(String name, LongSupplier pid, Runnable stopping, Runnable starting) implements Part {

        @Override
        public boolean isAlive() {
            return !isGone(pid.getAsLong());
        }

        @Override
        public void kill() {
            Signal.kill(pid.getAsLong());
        }

        @Override
        public void stop() {
            stopping.run();
        }

        @Override
        public void freeze() throws IOException, InterruptedException {
            Signal.freeze(pid.getAsLong());
        }

        @Override
        public void thaw() throws IOException, InterruptedException {
            Signal.thaw(pid.getAsLong());
        }

        @Override
        public void start() {
            starting.run();
        }
    }

    private void restartBroker(Path directory) {
        EmbeddedBroker former = Objects.requireNonNull(broker);
        Line line = brokerLine;
        guard.forget(former.pid());
        former.close();
        EmbeddedBroker started = EmbeddedBroker.start(
                new EmbeddedBroker.Options(directory, former.port(), line == null ? 0 : line.port()));
        broker = started;
        guard.watch(started.pid());
    }

    private void restartDatabase(Path directory) {
        EmbeddedDatabase former = Objects.requireNonNull(database);
        guard.forget(former.pid());
        EmbeddedDatabase started = EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory, former.port()));
        database = started;
        guard.watch(started.pid());
    }

    private void startBroker(Path directory) throws IOException {
        EmbeddedBroker started;
        if (interposed) {
            int port = Ports.free(1).get(0);
            Line line = Line.to("broker", port);
            lines.add(line);
            brokerLine = line;
            started = EmbeddedBroker.start(new EmbeddedBroker.Options(directory, port, line.port()));
        } else {
            started = EmbeddedBroker.start(new EmbeddedBroker.Options(directory));
        }
        broker = started;
        guard.watch(started.pid());
        ShakedownTopics.create(started.bootstrapServers(), REQUEST_PARTITIONS);
    }

    private void startDatabase(Path directory) throws IOException {
        EmbeddedDatabase started = EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory));
        database = started;
        guard.watch(started.pid());
        if (interposed) {
            Line line = Line.to("postgres", started.port());
            lines.add(line);
            databaseLine = line;
        }
    }

    /** A start that may fail. */
    private interface Start {
        void run() throws IOException;
    }

    private static Callable<Void> asTask(Start start) {
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
