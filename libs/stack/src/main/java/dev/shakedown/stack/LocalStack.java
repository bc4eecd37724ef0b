package dev.shakedown.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Broker, database, and the three services, running. Closing stops everything in the reverse order of dependencies:
 * workers, job-api, result-store, broker, database. If the launcher dies instead, the guard does it. The processes of a
 * disposable stack are killed.
 */
public final class LocalStack implements AutoCloseable {

    private final StackOptions options;
    private final DataDirectory data;
    private final Guard guard;
    private final BackingServices backing;
    private final Services services;
    private final Restarts restarts;

    private LocalStack(StackOptions options, Checkout checkout, DataDirectory data, Guard guard) {
        this.options = options;
        this.data = data;
        this.guard = guard;
        this.backing = new BackingServices(guard, options);
        this.services = new Services(options, checkout, data, guard);
        this.restarts = new Restarts(this::processes, Instant::now);
    }

    /**
     * Starts a stack and returns when it takes campaigns.
     *
     * @throws StackFailure if a part of it does not start; then nothing of it is left running
     */
    public static LocalStack start(StackOptions options, Checkout checkout) throws IOException, InterruptedException {
        checkout.requireServices();
        options.reservePorts();
        DataDirectory data = DataDirectory.open(options.data());
        Guard guard = Guard.start(data.marker());
        LocalStack stack = new LocalStack(options, checkout, data, guard);
        try {
            data.guardedBy(guard.pid());
            stack.backing.start(data);
            stack.services.start(stack.backing);
            stack.services.awaitReady();
            stack.awaitNetworks();
            return stack;
        } catch (IOException | InterruptedException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    public URI api() {
        return services.jobApi();
    }

    /** Where each replica of job-api is. */
    public List<URI> apis() {
        return services.jobApis();
    }

    /** Where the database is, with the user in it: a JDBC client needs nothing else. */
    public String jdbcUrl() {
        return backing.jdbcUrl() + "?user=" + backing.databaseUser();
    }

    /** Where the database is for those who only read; needs no password. */
    public String analystUrl() {
        return RunningDatabase.jdbcUrl(backing.jdbcUrl());
    }

    public String bootstrapServers() {
        return backing.bootstrapServers();
    }

    public URI store() {
        return services.resultStore();
    }

    /** Where each worker shows its health and metrics. */
    public List<URI> workers() {
        return services.workers();
    }

    /** Every process of the stack, to be made to fail. */
    public List<StackProcess> processes() {
        List<StackProcess> parts = new ArrayList<>(backing.processes(data));
        parts.addAll(services.processes());
        return parts;
    }

    /** The proxies between them, to be cut; none unless the stack is proxied. */
    public List<BreakableProxy> proxies() {
        List<BreakableProxy> proxies = new ArrayList<>(services.proxies());
        proxies.addAll(backing.proxies());
        return proxies;
    }

    /** Makes a base backup of the database while it runs; the directory must not exist. */
    public void backUpDatabase(Path to) throws IOException, SQLException {
        backing.backUpDatabase(to);
    }

    /** Starts the database, which was killed, from a base backup; what it had is deleted. */
    public void restoreDatabase(Path backup) throws IOException {
        backing.restoreDatabase(data, backup);
    }

    /** The clock of a process, if the stack was started with clocks that can be set wrong. */
    public MovableClock clock(String process) {
        return new MovableClock(data.clock(process));
    }

    /** Whether a service says that it is ready. */
    public boolean isReady() throws InterruptedException {
        return services.areReady();
    }

    /**
     * Throws if a part of the stack is gone.
     *
     * @throws StackFailure which says which, and how its log ends
     */
    public void failIfBroken() {
        services.failIfBroken();
        backing.failIfBroken();
    }

    /**
     * Starts processes again that ended; to be called every second or so. For one thread.
     *
     * @param said is told in a line what is done, and why
     * @throws StackFailure if one of them ended too often; says which, why, and how its log ends
     */
    public void keepUp(Consumer<String> said) {
        restarts.look(said);
    }

    @Override
    public void close() {
        if (options.disposable()) {
            services.kill();
            backing.killBroker();
        }
        services.close();
        backing.close();
        guard.close();
        data.close();
    }

    private void awaitNetworks() throws InterruptedException {
        if (!Readiness.await(() -> Readiness.hasNetworks(api()), this::failIfBroken)) {
            throw new StackFailure(
                    "no worker announces a network; is there one in " + WorkerProgram.joined(options.networks()) + "?");
        }
    }
}
