package dev.shakedown.stack;

import dev.shakedown.stack.embedded.EmbeddedBroker;
import dev.shakedown.stack.embedded.EmbeddedDatabase;
import dev.shakedown.stack.embedded.LoopbackPorts;
import dev.shakedown.stack.embedded.ShakedownTopics;
import dev.shakedown.stack.embedded.StartFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
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
final class BackingServices implements AutoCloseable {

    private static final int REQUEST_PARTITIONS = 64;

    private final Guard guard;
    private final StackOptions options;
    private final List<BreakableProxy> proxies = new CopyOnWriteArrayList<>();
    private volatile @Nullable BreakableProxy brokerProxy;
    private volatile @Nullable BreakableProxy databaseProxy;
    private final ExecutorService starters = Executors.newFixedThreadPool(2);
    private volatile @Nullable EmbeddedBroker broker;
    private volatile @Nullable EmbeddedDatabase database;

    /** Both, not started. */
    BackingServices(Guard guard, StackOptions options) {
        this.guard = guard;
        this.options = options;
    }

    /**
     * Starts both and makes the topics.
     *
     * @throws StackFailure if one of them does not start
     */
    void start(DataDirectory data) throws InterruptedException {
        // The postmaster's id is known only once it answers; its file tells the guard before that.
        guard.watchOwnerOf(data.postgres().resolve("cluster").resolve("postmaster.pid"));
        Future<?> brokerStart = starters.submit(asTask(() -> startBroker(data)));
        Future<?> databaseStart = starters.submit(asTask(() -> startDatabase(data)));
        await(brokerStart);
        await(databaseStart);
    }

    String bootstrapServers() {
        BreakableProxy proxy = brokerProxy;
        return proxy == null ? Objects.requireNonNull(broker).bootstrapServers() : "127.0.0.1:" + proxy.port();
    }

    String jdbcUrl() {
        EmbeddedDatabase running = Objects.requireNonNull(database);
        BreakableProxy proxy = databaseProxy;
        return proxy == null ? running.jdbcUrl() : running.jdbcUrl().replace(":" + running.port(), ":" + proxy.port());
    }

    String databaseUser() {
        return Objects.requireNonNull(database).user();
    }

    void failIfBroken() {
        EmbeddedBroker runningBroker = Objects.requireNonNull(broker);
        if (isGone(runningBroker.pid())) {
            throw new StackFailure("the Kafka broker ended unexpectedly", runningBroker.log());
        }
        if (isGone(Objects.requireNonNull(database).pid())) {
            throw new StackFailure("PostgreSQL ended unexpectedly");
        }
    }

    /** Kills the broker if it has started. */
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
            // Starts in progress were interrupted; the guard ends the rest.
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
        proxies.forEach(BreakableProxy::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The broker and the database, as something that can be made to fail. */
    List<StackProcess> processes(DataDirectory data) {
        return List.of(
                new BackingProcess(
                        "broker",
                        Objects.requireNonNull(broker).log(),
                        () -> Objects.requireNonNull(broker).pid(),
                        () -> Objects.requireNonNull(broker).close(),
                        () -> restartBroker(data)),
                new BackingProcess(
                        "postgres",
                        Objects.requireNonNull(database).log(),
                        () -> Objects.requireNonNull(database).pid(),
                        () -> Objects.requireNonNull(database).close(),
                        () -> restartDatabase(data)));
    }

    List<BreakableProxy> proxies() {
        return List.copyOf(proxies);
    }

    private record BackingProcess(String name, Path log, LongSupplier id, Runnable stopping, Start starting)
            implements StackProcess {

        @Override
        public boolean isAlive() {
            return !isGone(pid());
        }

        @Override
        public void kill() {
            ProcessHandle.of(pid()).ifPresent(process -> {
                List<ProcessHandle> children = process.descendants().toList();
                process.destroyForcibly();
                children.forEach(ProcessHandle::destroyForcibly);
            });
        }

        @Override
        public void stop() {
            stopping.run();
        }

        @Override
        public long pid() {
            return id.getAsLong();
        }

        @Override
        public String end() {
            return "ended unexpectedly";
        }

        @Override
        public void start() throws IOException {
            starting.run();
        }
    }

    private void restartBroker(DataDirectory data) throws IOException {
        EmbeddedBroker former = Objects.requireNonNull(broker);
        BreakableProxy proxy = brokerProxy;
        guard.forget(former.pid());
        former.close();
        EmbeddedBroker started = EmbeddedBroker.start(broker(data, former.port(), proxy == null ? 0 : proxy.port()));
        broker = started;
        guard.watch(started.pid());
    }

    private void restartDatabase(DataDirectory data) throws IOException {
        EmbeddedDatabase former = Objects.requireNonNull(database);
        guard.forget(former.pid());
        EmbeddedDatabase started = EmbeddedDatabase.start(database(data, former.port()));
        database = started;
        guard.watch(started.pid());
    }

    /** Makes a base backup of the database while it runs. */
    void backUpDatabase(Path to) throws IOException, SQLException {
        Objects.requireNonNull(database).backUp(to);
    }

    /** Starts the database, which was killed, from a base backup. */
    void restoreDatabase(DataDirectory data, Path backup) throws IOException {
        EmbeddedDatabase former = Objects.requireNonNull(database);
        guard.forget(former.pid());
        EmbeddedDatabase started = EmbeddedDatabase.restore(database(data, former.port()), backup);
        database = started;
        guard.watch(started.pid());
    }

    private void startBroker(DataDirectory data) throws IOException {
        EmbeddedBroker started;
        if (options.proxied()) {
            int port = LoopbackPorts.free();
            BreakableProxy proxy = BreakableProxy.to("broker", port);
            proxies.add(proxy);
            brokerProxy = proxy;
            started = EmbeddedBroker.start(broker(data, port, proxy.port()));
        } else {
            started = EmbeddedBroker.start(broker(data, 0, 0));
        }
        broker = started;
        guard.watch(started.pid());
        ShakedownTopics.create(started.bootstrapServers(), REQUEST_PARTITIONS);
    }

    private void startDatabase(DataDirectory data) throws IOException {
        EmbeddedDatabase started = EmbeddedDatabase.start(database(data, options.sqlPort()));
        database = started;
        guard.watch(started.pid());
        if (options.proxied()) {
            BreakableProxy proxy = BreakableProxy.to("postgres", started.port());
            proxies.add(proxy);
            databaseProxy = proxy;
        }
    }

    private EmbeddedBroker.Options broker(DataDirectory data, int port, int advertisedPort) throws IOException {
        return new EmbeddedBroker.Options(data.kafka(), port, advertisedPort)
                .withEnvironment(MovableClock.environment(options.clocks(), data.clock("broker")));
    }

    private EmbeddedDatabase.Options database(DataDirectory data, int port) throws IOException {
        return new EmbeddedDatabase.Options(
                data.postgres(), port, MovableClock.environment(options.clocks(), data.clock("postgres")));
    }

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
                throw StackFailure.of(failure);
            }
            throw new StackFailure(String.valueOf(e.getCause()));
        }
    }

    private static boolean isGone(long pid) {
        return ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true);
    }
}
