package dev.shakedown.stack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to run a stack.
 *
 * @param data where data and logs are kept
 * @param networks the directories where networks are, each with a registry
 * @param workers how many workers to run
 * @param apiPort where job-api listens
 * @param storePort where result-store listens
 * @param disposable whether nobody will open the data again, so that nobody needs to finish anything at the end
 * @param proxied whether connections to Kafka, PostgreSQL and result-store go over proxies that can be cut
 * @param threads that libtorch uses in a worker; 0 for its share of the processors
 * @param settings of the services, beyond those that the stack needs
 */
public record StackOptions(
        Path data,
        List<Path> networks,
        int workers,
        int apiPort,
        int storePort,
        boolean disposable,
        boolean proxied,
        int threads,
        Map<String, String> settings) {

    public StackOptions {
        settings = Map.copyOf(settings);
    }

    /** A stack as users run it. */
    public StackOptions(Path data, List<Path> networks, int workers, int apiPort, int storePort, boolean disposable) {
        this(data, networks, workers, apiPort, storePort, disposable, false, 0, Map.of());
    }

    /** A disposable stack whose parts can be made to fail. */
    public static StackOptions breakable(
            Path data, List<Path> networks, int workers, int threads, Map<String, String> settings) {
        List<Integer> ports = Ports.free(2);
        return new StackOptions(data, networks, workers, ports.get(0), ports.get(1), true, true, threads, settings);
    }

    /** One worker, on ports that nobody uses. */
    public static StackOptions onFreePorts(Path data, List<Path> networks, boolean disposable) {
        List<Integer> ports = Ports.free(2);
        return new StackOptions(data, networks, 1, ports.get(0), ports.get(1), disposable);
    }

    /** A disposable stack on ports that nobody uses, with one worker whose libtorch has one thread. */
    public static StackOptions oneThread(Path data, List<Path> networks) {
        List<Integer> ports = Ports.free(2);
        return new StackOptions(data, networks, 1, ports.get(0), ports.get(1), true, false, 1, Map.of());
    }

    /** A disposable stack on ports that nobody uses, with so many workers. */
    public static StackOptions disposable(Path data, List<Path> networks, int workers, Map<String, String> settings) {
        List<Integer> ports = Ports.free(2);
        return new StackOptions(data, networks, workers, ports.get(0), ports.get(1), true, false, 0, settings);
    }

    void requireFreePorts() {
        for (int port : List.of(apiPort, storePort)) {
            if (Ports.isTaken(port)) {
                throw new StackFailure(
                        "port %d is in use; choose another with --http-port (job-api takes that port, result-store the next)"
                                .formatted(port));
            }
        }
    }
}
