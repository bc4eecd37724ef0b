package dev.shakedown.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Broker, database, and the three services, running. Everything stops when it is closed, in an order in which nobody
 * misses anybody: workers, job-api, result-store, broker, database. If the launcher dies instead, the guard does it. A
 * disposable stack is ended without ceremony.
 */
public final class LocalStack implements AutoCloseable {

    private final StackOptions options;
    private final DataDirectory data;
    private final Guard guard;
    private final Backbone backbone;
    private final Services services;

    private LocalStack(StackOptions options, Checkout checkout, DataDirectory data, Guard guard) {
        this.options = options;
        this.data = data;
        this.guard = guard;
        this.backbone = new Backbone(guard, options.interposed());
        this.services = new Services(options, checkout, data, guard);
    }

    /**
     * Starts a stack and returns when it takes campaigns.
     *
     * @throws StackFailure if a part of it does not start; then nothing of it is left running
     */
    public static LocalStack start(StackOptions options, Checkout checkout) throws IOException, InterruptedException {
        checkout.requireServices();
        options.requireFreePorts();
        DataDirectory data = DataDirectory.open(options.data());
        Guard guard = Guard.start(data.marker());
        LocalStack stack = new LocalStack(options, checkout, data, guard);
        try {
            data.guardedBy(guard.pid());
            stack.backbone.start(data);
            stack.services.start(stack.backbone);
            stack.services.awaitReady();
            stack.awaitNetworks();
            return stack;
        } catch (IOException | InterruptedException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** Where job-api is. */
    public URI api() {
        return services.jobApi();
    }

    /** Where the database is, with the user in it: a JDBC client needs nothing else. */
    public String jdbcUrl() {
        return backbone.jdbcUrl() + "?user=" + backbone.databaseUser();
    }

    /** Where the database is for those who only read; needs no password. */
    public String analystUrl() {
        return RunningDatabase.jdbcUrl(backbone.jdbcUrl());
    }

    /** Where the brokers are. */
    public String bootstrapServers() {
        return backbone.bootstrapServers();
    }

    /** Where result-store is. */
    public URI store() {
        return services.resultStore();
    }

    /** Where each worker shows its health and metrics. */
    public List<URI> workers() {
        return services.workers();
    }

    /** Every process of the stack, to be made to fail. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>(services.parts());
        parts.addAll(backbone.parts(data));
        return parts;
    }

    /** The lines between them, to be cut; none unless the stack is interposed. */
    public List<Line> lines() {
        List<Line> lines = new ArrayList<>(services.lines());
        lines.addAll(backbone.lines());
        return lines;
    }

    /** Whether a service says that it is ready. */
    public boolean isReady() throws InterruptedException {
        return services.areReady();
    }

    /** Where the processes log to. */
    public Path logs() {
        return data.logs();
    }

    /**
     * Throws if a part of the stack is gone.
     *
     * @throws StackFailure which says which, and how its log ends
     */
    public void failIfBroken() {
        services.failIfBroken();
        backbone.failIfBroken();
    }

    @Override
    public void close() {
        if (options.disposable()) {
            services.kill();
            backbone.killBroker();
        }
        services.close();
        backbone.close();
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
