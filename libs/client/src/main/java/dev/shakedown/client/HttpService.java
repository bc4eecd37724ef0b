package dev.shakedown.client;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.shakedown.contract.http.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One service: sends requests, reads JSON, and turns every error into a {@link ServiceFailure}. */
final class HttpService {

    private static final int NO_CONTENT = 204;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final long LONGEST_WAIT_SECONDS = 60;
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration FILE_TIMEOUT = Duration.ofMinutes(20);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI base;
    private final Optional<String> token;

    /**
     * Nothing is sent yet.
     *
     * @param token the bearer token to send with every request
     */
    HttpService(URI base, Optional<String> token) {
        this.token = token;
        String address = base.toString();
        this.base = URI.create(address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
    }

    /** A value for one path segment or query parameter. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A query string with these parameters, question mark included; empty if there are none. */
    static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    <T> T get(String path, TypeReference<T> type) {
        return read(send(HttpRequest.newBuilder(resolve(path)).GET()), type);
    }

    HttpResponse<byte[]> get(String path) {
        return send(HttpRequest.newBuilder(resolve(path)).GET());
    }

    <T> T post(String path, String mediaType, byte[] body, TypeReference<T> type) {
        return read(
                send(HttpRequest.newBuilder(resolve(path))
                        .header("Content-Type", mediaType)
                        .POST(BodyPublishers.ofByteArray(body))),
                type);
    }

    /**
     * Sends a file, and waits long for what the service makes of it.
     *
     * @throws IOException if the file cannot be read
     */
    <T> T put(String path, String mediaType, Path file, TypeReference<T> type) throws IOException {
        return read(
                send(
                        HttpRequest.newBuilder(resolve(path))
                                .header("Content-Type", mediaType)
                                .PUT(BodyPublishers.ofFile(file)),
                        FILE_TIMEOUT),
                type);
    }

    void delete(String path) {
        HttpResponse<byte[]> response =
                send(HttpRequest.newBuilder(resolve(path)).DELETE());
        if (response.statusCode() != NO_CONTENT) {
            throw new ServiceFailure.Unintelligible(
                    response.uri(), "answered with status " + response.statusCode() + ": must be " + NO_CONTENT);
        }
    }

    private URI resolve(String path) {
        return URI.create(base + path);
    }

    /**
     * Writes a body to a stream as it comes, however long that takes; the stream stays open.
     *
     * @throws IOException if the stream fails
     */
    void download(String path, OutputStream sink) throws IOException {
        HttpRequest request =
                authorised(HttpRequest.newBuilder(resolve(path)).GET(), "*/*").build();
        HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() / 100 != 2) {
                throw new ServiceFailure.Refused(problem(response, body.readAllBytes()));
            }
            byte[] buffer = new byte[1 << 16];
            for (int count = read(body, buffer); count >= 0; count = read(body, buffer)) {
                sink.write(buffer, 0, count);
            }
        }
    }

    /** Keeps a lost connection apart from a full disk. */
    private int read(InputStream body, byte[] buffer) {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new ServiceFailure.Unreachable(base, e);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder builder) {
        return send(builder, REQUEST_TIMEOUT);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder builder, Duration timeout) {
        HttpRequest request = authorised(builder, "application/json, application/problem+json, */*;q=0.5")
                .timeout(timeout)
                .build();
        HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
        while (response.statusCode() == TOO_MANY_REQUESTS) {
            await(response);
            response = send(request, BodyHandlers.ofByteArray());
        }
        if (response.statusCode() / 100 != 2) {
            throw new ServiceFailure.Refused(problem(response, response.body()));
        }
        return response;
    }

    /** Waits as long as the service asks for, which lets a client send so many requests a minute. */
    private void await(HttpResponse<byte[]> response) {
        long seconds = response.headers().firstValueAsLong("Retry-After").orElse(-1);
        if (seconds < 0 || seconds > LONGEST_WAIT_SECONDS) {
            throw new ServiceFailure.Refused(problem(response, response.body()));
        }
        try {
            Thread.sleep(Duration.ofSeconds(Math.max(1, seconds)).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceFailure.Unreachable(base, e);
        }
    }

    private HttpRequest.Builder authorised(HttpRequest.Builder builder, String accept) {
        token.ifPresent(bearer -> builder.header("Authorization", "Bearer " + bearer));
        return builder.header("Accept", accept);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return HTTP.send(request, body);
        } catch (IOException e) {
            throw new ServiceFailure.Unreachable(base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceFailure.Unreachable(base, e);
        }
    }

    private static Problem problem(HttpResponse<?> response, byte[] body) {
        String mediaType = response.headers().firstValue("Content-Type").orElse("");
        if (mediaType.startsWith("application/problem+json")) {
            try {
                return WireFormat.json().readValue(body, Problem.class);
            } catch (IOException e) {
                // Not what it says it is: fall through to what the status alone tells.
            }
        }
        String title = "HTTP " + response.statusCode() + " from " + response.uri();
        return Problem.ofStatus(response.statusCode(), title);
    }

    private static <T> T read(HttpResponse<byte[]> response, TypeReference<T> type) {
        try {
            return WireFormat.json().readValue(response.body(), type);
        } catch (IOException e) {
            String reason = e.getMessage() == null
                    ? ""
                    : e.getMessage().lines().findFirst().orElse("");
            throw new ServiceFailure.Unintelligible(response.uri(), "answered with unexpected content: " + reason);
        }
    }
}
