package dev.shakedown.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.shakedown.contract.job.ArtifactKind;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Both HTTP interfaces on one port, with canned answers. For what the command line does with them; whether the real
 * services answer so is for the tests of the whole system.
 */
public final class StubServices implements AutoCloseable {

    private static final String DRY_RUN = """
            {"campaignId": "campaign-1", "known": false, "jobs": 4, "steps": 1000, "linked": 1, "linkedExact": true,
             "estimate": {"seconds": 600.0, "complete": false, "basis": [
               {"network": "wiener", "width": 64, "height": 48, "jobs": 2, "secondsPerStep": 0.5, "missing": null},
               {"network": "mprnet", "width": 64, "height": 48, "jobs": 2, "secondsPerStep": null,
                "missing": "no job of this network has ended yet"}]},
             "first": []}""";

    private static final String DEAD_LETTERS = """
            {"deadLetters": [{"id": 1, "deadLetter": {"schema": 1, "jobId": "job-9", "campaignId": "campaign-0",
              "topic": "shakedown.requests", "partition": 0, "offset": 7, "value": "{}", "code": "worker-lost",
              "reason": "three attempts failed", "since": "2026-01-01T00:00:00Z"}}], "next": null}""";

    /** What every download consists of. */
    public static final String DOWNLOAD = "ordinal,job_id\n0,job-0\n";

    private final HttpServer server;
    private final HttpServer resultStore;
    private final List<TestJob> jobs = new ArrayList<>();
    private final List<Map<String, Object>> listed = new CopyOnWriteArrayList<>();
    private final List<Map<String, Object>> served = new CopyOnWriteArrayList<>();
    private final List<Map<String, Object>> warnings = new CopyOnWriteArrayList<>();
    private final AtomicInteger limited = new AtomicInteger();
    private final List<Map<String, Object>> ofKernels = new CopyOnWriteArrayList<>();
    private final List<String> refusedPictures = new CopyOnWriteArrayList<>();
    private final Map<String, String> refusedInCampaign = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<byte[]> pictures = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private JsonNode submitted = WireFormat.json().nullNode();
    private String problem = "";
    private String state = "FINISHED";
    private int problemStatus;
    private int pending;
    private String problemPath = "";

    /** Starts them; {@code @AutoClose} stops them after a test. */
    public StubServices() {
        server = started();
        resultStore = started();
    }

    private HttpServer started() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/", this::answer);
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI address() {
        return address(server);
    }

    public URI storeAddress() {
        return address(resultStore);
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Says from now on that so many jobs more have not ended. */
    public void pending(int count) {
        pending = count;
    }

    public void add(TestJob job) {
        jobs.add(job);
    }

    /** Lists this campaign, and no longer the usual one. */
    public void list(String id, String name) {
        Map<String, Object> campaign = new HashMap<>(status());
        campaign.putAll(Map.of("id", id, "name", name, "submitted", "2026-01-01T00:00:00Z"));
        listed.add(campaign);
    }

    /** Serves this blind network and no other: trained for one type of kernel and for noise up to a limit. */
    public void serve(String name, String kernel, int longest, double noise) {
        served.add(Map.of(
                "schema",
                1,
                "sha256",
                "a".repeat(64),
                "card",
                Map.of(
                        "schema",
                        1,
                        "name",
                        name,
                        "kind",
                        "blind",
                        "licence",
                        "Apache-2.0",
                        "trainedFor",
                        Map.of("kernels", List.of(kernel), "longest", longest, "noise", noise))));
    }

    /** Takes a picture with this SHA-256 for none. */
    public void refusePicture(String sha256) {
        refusedPictures.add(sha256);
    }

    /** Answers a submission of an image with this SHA-256 with a violation of that image, and of that field. */
    public void refuseInCampaign(String sha256, String part) {
        refusedInCampaign.put(sha256, part);
    }

    /** Answers this many of the next uploads of images with 429. */
    public void limitUploads(int count) {
        limited.set(count);
    }

    /** Answers uploads of kernels with this warning. */
    public void warnOfKernels(String message) {
        ofKernels.add(Map.of("code", "negative-weights", "message", message));
    }

    /** Answers submissions and dry runs with this warning. */
    public void warn(String message) {
        warnings.add(Map.of("code", "budget-scale", "message", message));
    }

    /** From now on, requests for that path are answered with a problem document. */
    public void refuse(String path, int status, String document) {
        problemPath = path;
        problemStatus = status;
        problem = document;
    }

    /** Method, path and query of every request so far. */
    /** Images that were uploaded and taken, in order. */
    public List<byte[]> pictures() {
        return List.copyOf(pictures);
    }

    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The header Authorization of every request so far; empty where there was none. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    /** The document that was posted last. */
    public JsonNode submitted() {
        return submitted;
    }

    @Override
    public void close() {
        server.stop(0);
        resultStore.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        authorizations.add(authorization == null ? "" : authorization);
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        if (path.equals(problemPath)) {
            send(exchange, problemStatus, "application/problem+json", problem.getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/api/v1")) {
            json(
                    exchange,
                    200,
                    Map.of(
                            "name",
                            "shakedown",
                            "resultStore",
                            address(resultStore).toString()));
        } else if (path.equals("/api/v1/images") && limited.getAndDecrement() > 0) {
            exchange.getResponseHeaders().set("Retry-After", "0");
            send(exchange, 429, "text/plain", new byte[0]);
        } else if (path.equals("/api/v1/images") && refusedPictures.contains(TestJob.sha256(body))) {
            problem(exchange, Map.of("title", "no image", "status", 422, "detail", "truncated PNG"));
        } else if (path.equals("/api/v1/campaigns") && violation(body).isPresent()) {
            problem(
                    exchange,
                    Map.of(
                            "title",
                            "bad",
                            "status",
                            422,
                            "violations",
                            List.of(violation(body).get())));
        } else if (path.equals("/api/v1/images")) {
            json(exchange, 201, stored(body));
        } else if (path.equals("/api/v1/kernels")) {
            json(
                    exchange,
                    201,
                    Map.of("sha256", TestJob.sha256(body), "size", 5, "name", "stored", "warnings", ofKernels));
        } else if (path.equals("/api/v1/campaigns")
                && exchange.getRequestMethod().equals("GET")) {
            json(exchange, 200, Map.of("campaigns", listed.isEmpty() ? List.of(status()) : listed));
        } else if (String.valueOf(exchange.getRequestURI().getQuery()).contains("dryRun=true")) {
            submitted = WireFormat.json().readTree(body);
            ObjectNode dryRun = (ObjectNode) WireFormat.json().readTree(DRY_RUN);
            json(exchange, 200, dryRun.set("warnings", WireFormat.json().valueToTree(warnings)));
        } else if (path.matches("/api/v1/campaigns/campaign-0/(pause|resume|cancel|retry)")) {
            json(exchange, 202, status());
        } else if (path.equals("/api/v1/dead-letters")) {
            send(exchange, 200, "application/json", DEAD_LETTERS.getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/api/v1/dead-letters/requeue")) {
            submitted = WireFormat.json().readTree(body);
            json(
                    exchange,
                    200,
                    Map.of(
                            "requeued",
                            2,
                            "skipped",
                            List.of(Map.of("jobId", "job-9", "reason", "it has succeeded since"))));
        } else if (path.equals("/api/v1/networks") && !served.isEmpty()) {
            json(exchange, 200, served);
        } else if (path.startsWith("/api/v1/networks/")
                && exchange.getRequestMethod().equals("DELETE")) {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        } else if (path.equals("/api/v1/campaigns")) {
            submitted = WireFormat.json().readTree(body);
            Map<String, Object> answer = new HashMap<>(submission());
            answer.put("warnings", warnings);
            json(exchange, 202, answer);
        } else if (path.equals("/api/v1/campaigns/campaign-0")) {
            boolean asksResultStore = exchange.getLocalAddress().equals(resultStore.getAddress());
            json(exchange, 200, asksResultStore ? summary() : status());
        } else if (path.equals("/api/v1/campaigns/campaign-0/document")) {
            json(exchange, 200, submission());
        } else if (path.matches(
                "/api/v1/campaigns/campaign-0/(results\\..*|perturbations\\.zip|views/.*|report\\.html)")) {
            send(exchange, 200, "application/octet-stream", DOWNLOAD.getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/api/v1/campaigns/campaign-0/results")) {
            page(exchange);
        } else if (path.equals("/api/v1/jobs")) {
            String digits = exchange.getRequestURI().getQuery().replaceFirst("id=", "");
            json(
                    exchange,
                    200,
                    Map.of(
                            "jobs",
                            jobs.stream()
                                    .map(TestJob::id)
                                    .filter(id -> id.startsWith(digits))
                                    .sorted()
                                    .toList()));
        } else if (path.startsWith("/api/v1/bundles")) {
            bundle(exchange, path);
        } else if (path.startsWith("/api/v1/blobs/")) {
            blob(exchange, path.substring("/api/v1/blobs/".length()));
        } else {
            job(exchange, path);
        }
    }

    /** One that was imported, signed where a key is given. */
    private static void bundle(HttpExchange exchange, String path) throws IOException {
        if (exchange.getRequestMethod().equals("DELETE")) {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            return;
        }
        boolean isList = path.endsWith("/bundles");
        Map<String, Object> bundle = new HashMap<>(Map.of(
                "id",
                isList ? "b".repeat(64) : path.replaceAll(".*/", ""),
                "campaign",
                "campaign-9",
                "name",
                "theirs",
                "jobs",
                4,
                "succeeded",
                4,
                "software",
                "shakedown 0.1.0",
                "created",
                "2026-01-01T00:00:00Z",
                "signed",
                exchange.getRequestURI().getQuery() != null,
                "imported",
                "2026-01-02T00:00:00Z",
                "bytes",
                1000));
        if (exchange.getRequestURI().getQuery() != null) {
            bundle.put("signer", "5".repeat(64));
        }
        json(exchange, isList ? 200 : 201, isList ? List.of(bundle) : bundle);
    }

    /** An upload with its real size, where it is a picture. */
    private Map<String, Object> stored(byte[] body) {
        pictures.add(body);
        return ImageDecoder.decode(body, ImageLimits.DEFAULT) instanceof ImageDecoding.Decoded decoded
                ? Map.of(
                        "sha256",
                        TestJob.sha256(body),
                        "width",
                        decoded.image().width(),
                        "height",
                        decoded.image().height())
                : Map.of("sha256", TestJob.sha256(body), "width", 8, "height", 6);
    }

    /** Of the first image that campaigns cannot have. */
    private Optional<Map<String, Object>> violation(byte[] document) throws IOException {
        if (document.length == 0 || refusedInCampaign.isEmpty()) {
            return Optional.empty();
        }
        JsonNode images = WireFormat.json().readTree(document).path("images");
        for (int i = 0; i < images.size(); i++) {
            String part = refusedInCampaign.get(images.get(i).path("sha256").asText());
            if (part != null && part.startsWith("blurs")) {
                return Optional.of(Map.of(
                        "field", part, "value", "9", "expected", "at most 8, the shorter side of images[" + i + "]"));
            } else if (part != null) {
                return Optional.of(Map.of("field", "images[" + i + "]" + part, "value", "64x8", "expected", "larger"));
            }
        }
        return Optional.empty();
    }

    private static void problem(HttpExchange exchange, Map<String, Object> problem) throws IOException {
        send(exchange, 422, "application/problem+json", WireFormat.bytes(problem));
    }

    private Map<String, Object> submission() {
        Map<String, Object> campaign = Map.of(
                "schema",
                1,
                "name",
                "stub",
                "images",
                List.of(),
                "blurs",
                List.of(),
                "networks",
                List.of(),
                "attacks",
                List.of(),
                "budgets",
                List.of(),
                "seed",
                0);
        return Map.of(
                "schema",
                1,
                "id",
                "campaign-0",
                "campaign",
                campaign,
                "networks",
                List.of(),
                "judges",
                List.of(),
                "jobs",
                jobs.size());
    }

    /** What the next answers say of the campaign's state. */
    public void state(String word) {
        state = word;
    }

    private Map<String, Object> summary() {
        long failed = failed();
        return Map.of(
                "id",
                "campaign-0",
                "name",
                "stub",
                "submitted",
                "2026-01-01T00:00:00Z",
                "state",
                "RUNNING",
                "jobs",
                jobs.size() + pending,
                "known",
                jobs.size(),
                "succeeded",
                jobs.size() - failed,
                "failed",
                failed);
    }

    private long failed() {
        return jobs.stream().filter(job -> job.record().failure().isPresent()).count();
    }

    private Map<String, Object> status() {
        long failed = failed();
        return Map.of(
                "id",
                "campaign-0",
                "name",
                "stub",
                "state",
                state,
                "jobs",
                jobs.size(),
                "succeeded",
                jobs.size() - failed,
                "failed",
                failed,
                "stepsDone",
                40,
                "steps",
                40);
    }

    /** One job a page, so that clients have to ask on. */
    private void page(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        int next = query.contains("after=") ? Integer.parseInt(query.replaceAll(".*after=(-?\\d+).*", "$1")) + 1 : 0;
        if (next < jobs.size()) {
            List<Object> results = List.of(jobs.get(next).record());
            json(exchange, 200, Map.of("results", results, "next", next));
        } else {
            json(exchange, 200, Map.of("results", List.of()));
        }
    }

    private void blob(HttpExchange exchange, String sha256) throws IOException {
        for (TestJob job : jobs) {
            if (job.uploads().containsKey(sha256)) {
                send(exchange, 200, "image/png", job.uploads().get(sha256));
                return;
            }
        }
        send(exchange, 404, "text/plain", new byte[0]);
    }

    private void job(HttpExchange exchange, String path) throws IOException {
        for (TestJob job : jobs) {
            String address = "/api/v1/jobs/" + job.id();
            if (path.equals(address)) {
                json(exchange, 200, job.record());
                return;
            }
            for (ArtifactKind kind : job.artifacts().keySet()) {
                if (path.equals(address + "/artifacts/" + kind.wireName())) {
                    send(
                            exchange,
                            200,
                            "application/octet-stream",
                            job.artifacts().get(kind));
                    return;
                }
            }
        }
        send(exchange, 404, "text/plain", new byte[0]);
    }

    private static void json(HttpExchange exchange, int status, Object value) throws IOException {
        send(exchange, status, "application/json", WireFormat.json().writeValueAsBytes(value));
    }

    private static void send(HttpExchange exchange, int status, String mediaType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", mediaType);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
