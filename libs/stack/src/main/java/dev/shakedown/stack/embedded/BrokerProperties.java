package dev.shakedown.stack.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The broker's {@code server.properties}: one node that is broker and controller, small in memory.
 *
 * @param logs where the topics' records are kept
 * @param port that it listens on
 * @param advertisedPort that clients are told to connect to
 * @param controllerPort that the broker connects to itself
 * @param certificatePort of the listener for clients with certificates, if there is one
 * @param secured how clients authenticate; empty: every client may connect
 */
record BrokerProperties(
        Path logs,
        int port,
        int advertisedPort,
        int controllerPort,
        int certificatePort,
        Optional<SecuredListeners> secured) {

    String text() {
        return entries().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private Map<String, String> entries() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("process.roles", "broker,controller");
        entries.put("node.id", "1");
        entries.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        entries.put("controller.listener.names", "CONTROLLER");
        entries.putAll(secured.map(
                        listeners -> listeners.brokerSettings(port, advertisedPort, certificatePort, controllerPort))
                .orElseGet(this::openListener));
        entries.put("log.dirs", logs.toString());

        entries.put("auto.create.topics.enable", "false");
        entries.put("group.initial.rebalance.delay.ms", "0");

        entries.put("offsets.topic.replication.factor", "1");
        entries.put("offsets.topic.num.partitions", "8");
        entries.put("transaction.state.log.replication.factor", "1");
        entries.put("transaction.state.log.min.isr", "1");
        entries.put("transaction.state.log.num.partitions", "4");
        entries.put("share.coordinator.state.topic.replication.factor", "1");
        entries.put("share.coordinator.state.topic.min.isr", "1");

        entries.put("num.network.threads", "2");
        entries.put("num.io.threads", "4");
        entries.put("background.threads", "2");
        // Taken from the heap at once, 128 MiB by default.
        entries.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 * 1024 * 1024));
        return entries;
    }

    private Map<String, String> openListener() {
        return Map.of(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort),
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + advertisedPort,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    }
}
