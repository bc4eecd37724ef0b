package dev.shakedown.local.stack;

import java.nio.file.Path;
import java.util.List;

/**
 * How to run a stack.
 *
 * @param data where data and logs are kept
 * @param networks where the networks' files are
 * @param workers how many workers to run
 * @param apiPort where job-api listens
 * @param storePort where result-store listens
 */
public record StackOptions(Path data, Path networks, int workers, int apiPort, int storePort) {

    /** On ports that nobody uses. */
    public static StackOptions onFreePorts(Path data, Path networks, int workers) {
        List<Integer> ports = Ports.free(2);
        return new StackOptions(data, networks, workers, ports.get(0), ports.get(1));
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
