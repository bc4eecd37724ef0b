package dev.shakedown.stack;

import dev.shakedown.stack.embedded.LoopbackPorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How to run a stack.
 *
 * @param data where data and logs are kept
 * @param networks the directories where networks are, each with a registry
 * @param workers how many workers to run
 * @param apiPort where job-api listens
 * @param storePort where result-store listens
 * @param sqlPort where PostgreSQL listens; 0 for any free port
 * @param disposable whether the data are not used again, so that processes may be killed at the end
 * @param proxied whether connections to Kafka, PostgreSQL and result-store go through proxies that can drop them
 * @param threads that libtorch uses in a worker; 0 for its share of the processors
 * @param replicas of job-api and of result-store; all but the first of each listen on free ports
 * @param settings of the services, beyond those that the stack needs
 * @param clocks libfaketime, so that the clock of each process can be set wrong; null to leave them alone
 */
public record StackOptions(
        Path data,
        List<Path> networks,
        int workers,
        int apiPort,
        int storePort,
        int sqlPort,
        boolean disposable,
        boolean proxied,
        int threads,
        int replicas,
        Map<String, String> settings,
        @Nullable Path clocks) {

    public StackOptions {
        settings = Map.copyOf(settings);
    }

    /** One worker; job-api listens on a port, result-store on the next. */
    public static StackOptions of(Path data, List<Path> networks, int apiPort, boolean disposable) {
        return new StackOptions(data, networks, 1, apiPort, apiPort + 1, 0, disposable, false, 0, 1, Map.of(), null);
    }

    /** One worker, on free ports. */
    public static StackOptions onFreePorts(Path data, List<Path> networks, boolean disposable) {
        List<Integer> ports = LoopbackPorts.free(2);
        return new StackOptions(
                data, networks, 1, ports.get(0), ports.get(1), 0, disposable, false, 0, 1, Map.of(), null);
    }

    /** This with another number of workers; {@code threads} as above. */
    public StackOptions withWorkers(int count, int threads) {
        return changed(draft -> {
            draft.workers = count;
            draft.threads = threads;
        });
    }

    /** This with PostgreSQL on a port; 0 for any free one. */
    public StackOptions withSqlPort(int port) {
        return changed(draft -> draft.sqlPort = port);
    }

    /** This with settings of the services. */
    public StackOptions withSettings(Map<String, String> others) {
        return changed(draft -> draft.settings = others);
    }

    /** This with several replicas of job-api and of result-store. */
    public StackOptions withReplicas(int count) {
        return changed(draft -> draft.replicas = count);
    }

    /** This with proxies that can drop connections. */
    public StackOptions withProxies() {
        return changed(draft -> draft.proxied = true);
    }

    /** This with clocks that can be set wrong; {@code library} is libfaketime. */
    public StackOptions withClocks(@Nullable Path library) {
        return changed(draft -> draft.clocks = library);
    }

    private StackOptions changed(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return new StackOptions(
                data,
                networks,
                draft.workers,
                apiPort,
                storePort,
                draft.sqlPort,
                disposable,
                draft.proxied,
                draft.threads,
                draft.replicas,
                draft.settings,
                draft.clocks);
    }

    /** What can be changed, as it is here at first. */
    private final class Draft {
        private int workers = StackOptions.this.workers;
        private int sqlPort = StackOptions.this.sqlPort;
        private boolean proxied = StackOptions.this.proxied;
        private int threads = StackOptions.this.threads;
        private int replicas = StackOptions.this.replicas;
        private Map<String, String> settings = StackOptions.this.settings;
        private @Nullable Path clocks = StackOptions.this.clocks;
    }

    /**
     * Reserves the ports that were asked for.
     *
     * @throws StackFailure if one is in use
     */
    void reservePorts() {
        for (int port : List.of(apiPort, storePort)) {
            LoopbackPorts.reserve(port);
            if (LoopbackPorts.isTaken(port)) {
                throw new StackFailure(
                        "port %d is in use; choose another with --http-port (job-api takes that port, result-store the next)"
                                .formatted(port));
            }
        }
        LoopbackPorts.reserve(sqlPort);
        if (sqlPort != 0 && LoopbackPorts.isTaken(sqlPort)) {
            throw new StackFailure("port %d is in use; choose another for SQL with --sql-port".formatted(sqlPort));
        }
    }
}
