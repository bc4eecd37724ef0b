package dev.shakedown.jobs.component;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * The part of the result-store's HTTP interface that this service calls, in memory. Stands for it because services do
 * not depend on each other; the whole system's tests use the real one.
 */
final class ResultStoreStandIn {

    /** A stored blob. */
    record Blob(byte[] content, String mediaType, String width, String height) {}

    private final Map<String, Blob> blobs = new ConcurrentHashMap<>();
    private final Map<String, String> summaries = new ConcurrentHashMap<>();
    private int port;
    private HttpServer server;

    /** Starts, on the same port as before. */
    void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/api/v1/blobs/", this::blob);
        server.createContext("/api/v1/campaigns/", this::campaign);
        server.start();
        port = server.getAddress().getPort();
    }

    void stop() {
        server.stop(0);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    Map<String, Blob> blobs() {
        return blobs;
    }

    /** What to say of a campaign. */
    void count(String id, long jobs, long known, long succeeded, long failed) {
        summaries.put(id, """
                {"id": "%s", "name": "demo", "submitted": "2026-01-01T00:00:00Z",
                 "jobs": %d, "known": %d, "succeeded": %d, "failed": %d}
                """.formatted(id, jobs, known, succeeded, failed));
    }

    private void blob(HttpExchange exchange) throws IOException {
        String[] parts = exchange.getRequestURI().getPath().split("/");
        String sha256 = parts[4];
        if (exchange.getRequestMethod().equals("PUT")) {
            String[] query = exchange.getRequestURI().getQuery().split("[=&]");
            String mediaType = exchange.getRequestHeaders().getFirst("Content-Type");
            byte[] content = exchange.getRequestBody().readAllBytes();
            boolean isNew = blobs.put(sha256, new Blob(content, mediaType, query[1], query[3])) == null;
            answer(exchange, isNew ? 201 : 200, description(sha256));
            return;
        }
        boolean known = parts[5].equals("description") && blobs.containsKey(sha256);
        answer(exchange, known ? 200 : 404, known ? description(sha256) : "{\"status\": 404}");
    }

    private String description(String sha256) {
        Blob blob = blobs.get(sha256);
        return "{\"sha256\": \"%s\", \"mediaType\": \"%s\", \"bytes\": %d, \"width\": %s, \"height\": %s}"
                .formatted(sha256, blob.mediaType(), blob.content().length, blob.width(), blob.height());
    }

    private void campaign(HttpExchange exchange) throws IOException {
        String id = exchange.getRequestURI().getPath().split("/")[4];
        String summary = summaries.get(id);
        answer(exchange, summary == null ? 404 : 200, summary == null ? "{\"status\": 404}" : summary);
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
