package dev.shakedown.jobapi.component;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part of the result-store's HTTP interface that this service calls, in memory. Stands for it because services do
 * not depend on each other; the whole system's tests use the real one.
 */
final class ResultStoreStandIn {

    /** A stored blob. */
    record Blob(byte[] content, String mediaType, String width, String height) {}

    private final Map<String, Blob> blobs = new ConcurrentHashMap<>();
    private final Map<String, String> summaries = new ConcurrentHashMap<>();
    private final Map<String, String> ended = new ConcurrentHashMap<>();
    private final Map<String, String> stepTimes = new ConcurrentHashMap<>();
    private final List<String> deadLetters = new CopyOnWriteArrayList<>();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger blobRequests = new AtomicInteger();
    private final AtomicInteger descriptionRequests = new AtomicInteger();
    private volatile @Nullable String authorization;
    private volatile boolean statesAreSilent;
    private volatile Duration countsTake = Duration.ZERO;
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
        server.createContext("/api/v1/blobs/descriptions", this::descriptions);
        server.createContext("/api/v1/campaigns", this::campaigns);
        server.createContext("/api/v1/jobs/states", this::states);
        server.createContext("/api/v1/step-times", this::stepTimes);
        server.createContext("/api/v1/dead-letters", this::deadLetters);
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

    /** The header Authorization of the last request about a blob. */
    @Nullable
    String authorization() {
        return authorization;
    }

    /** What to say of a campaign. */
    void count(String id, long jobs, long known, long succeeded, long failed) {
        summaries.put(id, """
                {"id": "%s", "name": "demo", "submitted": "2026-01-01T00:00:00Z",
                 "jobs": %d, "known": %d, "succeeded": %d, "failed": %d}
                """.formatted(id, jobs, known, succeeded, failed));
    }

    /** What to say of a job. */
    void ended(String jobId, String status, int retry) {
        ended.put(jobId, ended(status, retry, false));
    }

    /** What to say of a failed job whose next retry has been asked for. */
    void askedAgain(String jobId, int retry) {
        ended.put(jobId, ended("FAILED", retry, true));
    }

    private static String ended(String status, int retry, boolean askedAgain) {
        return "{\"status\": \"%s\", \"retry\": %d, \"askedAgain\": %s}".formatted(status, retry, askedAgain);
    }

    /** What to say of a network's speed: the answer as JSON. */
    void stepTimes(String network, String json) {
        stepTimes.put(network, json);
    }

    /** What dead letters there are, each as JSON. */
    List<String> deadLetters() {
        return deadLetters;
    }

    /** Whether to fail when asked which jobs have ended. */
    void silenceStates(boolean silent) {
        statesAreSilent = silent;
    }

    /** How long it takes to say how campaigns' jobs stand. */
    void countsTake(Duration time) {
        countsTake = time;
    }

    /** How many questions there were about campaigns' counts. */
    int questions() {
        return questions.get();
    }

    /** How many requests there were about single blobs. */
    int blobRequests() {
        return blobRequests.get();
    }

    /** How many requests there were for descriptions of several blobs. */
    int descriptionRequests() {
        return descriptionRequests.get();
    }

    private void campaigns(HttpExchange exchange) throws IOException {
        questions.incrementAndGet();
        sleep(countsTake);
        Set<String> ids = Set.of(query(exchange, "ids").split(","));
        answer(
                exchange,
                200,
                summaries.entrySet().stream()
                        .filter(summary -> ids.contains(summary.getKey()))
                        .map(Map.Entry::getValue)
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private void states(HttpExchange exchange) throws IOException {
        String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String answer = ended.entrySet().stream()
                .filter(job -> asked.contains(job.getKey()))
                .map(job -> "\"%s\": %s".formatted(job.getKey(), job.getValue()))
                .collect(Collectors.joining(",", "{\"ended\": {", "}}"));
        answer(exchange, statesAreSilent ? 503 : 200, answer);
    }

    private void stepTimes(HttpExchange exchange) throws IOException {
        answer(exchange, 200, stepTimes.getOrDefault(query(exchange, "network"), "[]"));
    }

    /** Two a page, so that clients have to ask on. */
    private void deadLetters(HttpExchange exchange) throws IOException {
        String campaign = query(exchange, "campaign");
        String job = query(exchange, "job");
        int after = query(exchange, "after").isEmpty() ? 0 : Integer.parseInt(query(exchange, "after"));
        List<String> page = new ArrayList<>();
        int last = after;
        for (int id = after + 1; id <= deadLetters.size() && page.size() < 2; id++) {
            String deadLetter = deadLetters.get(id - 1);
            last = id;
            if ((campaign.isEmpty() || deadLetter.contains("\"campaignId\":\"" + campaign + "\""))
                    && (job.isEmpty() || deadLetter.contains("\"jobId\":\"" + job + "\""))) {
                page.add("{\"id\": %d, \"deadLetter\": %s}".formatted(id, deadLetter));
            }
        }
        String next = last < deadLetters.size() ? Integer.toString(last) : "null";
        answer(exchange, 200, "{\"deadLetters\": [%s], \"next\": %s}".formatted(String.join(",", page), next));
    }

    private static String query(HttpExchange exchange, String name) {
        String query = exchange.getRequestURI().getQuery();
        return Stream.of(query == null ? new String[0] : query.split("&"))
                .filter(parameter -> parameter.startsWith(name + "="))
                .map(parameter -> parameter.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private void blob(HttpExchange exchange) throws IOException {
        authorization = exchange.getRequestHeaders().getFirst("Authorization");
        blobRequests.incrementAndGet();
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
        answer(exchange, 404, "{\"status\": 404}");
    }

    private void descriptions(HttpExchange exchange) throws IOException {
        authorization = exchange.getRequestHeaders().getFirst("Authorization");
        descriptionRequests.incrementAndGet();
        String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        answer(
                exchange,
                200,
                blobs.keySet().stream()
                        .filter(asked::contains)
                        .map(this::description)
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private String description(String sha256) {
        Blob blob = blobs.get(sha256);
        return "{\"sha256\": \"%s\", \"mediaType\": \"%s\", \"bytes\": %d, \"width\": %s, \"height\": %s}"
                .formatted(sha256, blob.mediaType(), blob.content().length, blob.width(), blob.height());
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
