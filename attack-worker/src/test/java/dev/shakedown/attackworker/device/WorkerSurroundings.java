package dev.shakedown.attackworker.device;

import com.sun.net.httpserver.HttpServer;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Sha256;
import dev.shakedown.stack.embedded.EmbeddedBroker;
import dev.shakedown.stack.embedded.ShakedownTopics;
import dev.shakedown.stack.embedded.TopicPlan;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real broker, and an HTTP server that serves blobs to the bearer of a token as the result-store does and can be told
 * to be away.
 */
public final class WorkerSurroundings implements QuarkusTestResourceLifecycleManager {

    private static final Map<String, byte[]> BLOBS = new ConcurrentHashMap<>();
    private static final AtomicInteger REFUSALS = new AtomicInteger();
    private static volatile String bootstrapServers;

    private EmbeddedBroker broker;
    private HttpServer blobs;

    static String bootstrapServers() {
        return bootstrapServers;
    }

    /** Makes a file known; gives its SHA-256. */
    static String upload(byte[] file) {
        String sha256 = Sha256.hex(file);
        BLOBS.put(sha256, file);
        return sha256;
    }

    /** The next so many requests for blobs are answered 503. */
    static void beAwayFor(int requests) {
        REFUSALS.set(requests);
    }

    @Override
    public Map<String, String> start() {
        Path token;
        try {
            token = Files.writeString(Files.createTempFile("worker-test", ".token"), "a.b.c\n");
            broker = EmbeddedBroker.start(new EmbeddedBroker.Options(Files.createTempDirectory("worker-test-kafka")));
            bootstrapServers = broker.bootstrapServers();
            ShakedownTopics.create(
                    Map.of("bootstrap.servers", bootstrapServers),
                    new TopicPlan(1, Optional.empty(), List.of(new RequestQueue("big"))));
            blobs = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        blobs.createContext("/api/v1/blobs/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] blob = BLOBS.get(path.substring(path.lastIndexOf('/') + 1));
            if (!"Bearer a.b.c".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
            } else if (REFUSALS.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(503, -1);
            } else if (blob == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.getResponseHeaders().add("Content-Type", "application/octet-stream");
                exchange.sendResponseHeaders(200, blob.length);
                exchange.getResponseBody().write(blob);
            }
            exchange.close();
        });
        blobs.start();
        Path root = Path.of(System.getProperty("shakedown.root", "..")).toAbsolutePath();
        return Map.ofEntries(
                Map.entry("kafka.bootstrap.servers", bootstrapServers),
                Map.entry(
                        "shakedown.result-store.url",
                        "http://127.0.0.1:" + blobs.getAddress().getPort()),
                Map.entry("shakedown.result-store.token-file", token.toString()),
                Map.entry(
                        "shakedown.networks.directory",
                        root.resolve("models/pretrained") + "," + root.resolve("models/src/test/resources/networks")),
                Map.entry("shakedown.worker.slots", "2"),
                Map.entry("shakedown.worker.progress-interval", "0s"),
                // A topic that is missing for so long ends a job.
                Map.entry("mp.messaging.connector.smallrye-kafka.delivery.timeout.ms", "4000"),
                Map.entry("mp.messaging.connector.smallrye-kafka.request.timeout.ms", "2000"),
                Map.entry("mp.messaging.connector.smallrye-kafka.max.block.ms", "1000"),
                Map.entry("quarkus.http.test-port", "0"));
    }

    @Override
    public void stop() {
        if (blobs != null) {
            blobs.stop(0);
        }
        if (broker != null) {
            broker.close();
        }
    }
}
