package dev.shakedown.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Finds out what answers at an address where job-api was expected. Used once a call has failed. */
final class ServiceProbe {

    private static final int TIMEOUT_MILLIS = 3000;
    private static final int LONGEST_TITLE = 60;
    private static final Pattern TITLE = Pattern.compile("<title>\\s*([^<]*?)\\s*</title>", Pattern.CASE_INSENSITIVE);

    private static final String WITHOUT_TLS = "a server without TLS (use http://)";
    private static final String HTTP_NAME = "HTTP/";
    private static final int POSTGRESQL_SSL_REQUEST = 80877103;
    private static final int KAFKA_API_VERSIONS = 18;
    private static final int CORRELATION = 0x5ade;

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(TIMEOUT_MILLIS))
            .build();

    private final URI base;
    private final Optional<String> token;

    private ServiceProbe(URI base, Optional<String> token) {
        this.base = base;
        this.token = token;
    }

    /** What answers there, such as {@code a PostgreSQL server}; empty if that is job-api, or if nothing answers. */
    static Optional<String> foreign(URI base, Optional<String> token) {
        try {
            return new ServiceProbe(base, token).overHttp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<String> overHttp() throws InterruptedException {
        try {
            HttpResponse<String> answer = get("/api/v1");
            JsonNode json = json(answer);
            boolean isJobApi = json.path("name").asText().equals("shakedown") && json.has("resultStore");
            boolean asksForAToken = isShakedown(json) && answer.statusCode() != 404;
            if (isJobApi || asksForAToken) {
                return Optional.empty();
            }
            if (json(get("/api/v1/campaigns?limit=1")).has("campaigns")) {
                return Optional.of("a Shakedown result-store");
            }
            return Optional.of(isShakedown(json) ? "another Shakedown service" : server(answer));
        } catch (ConnectException e) {
            return Optional.empty();
        } catch (SSLException e) {
            return withoutTls(e);
        } catch (IOException e) {
            return Optional.of(overSocket());
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        String address = base.toString().replaceFirst("/$", "");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofMillis(TIMEOUT_MILLIS));
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return WireFormat.json().readTree(answer.body());
        } catch (IOException e) {
            return WireFormat.json().missingNode();
        }
    }

    /** Whether it is a problem of a Shakedown service. */
    private static boolean isShakedown(JsonNode json) {
        return json.path("type").asText().startsWith("urn:shakedown:");
    }

    private static String server(HttpResponse<String> answer) {
        StringBuilder words =
                new StringBuilder("an HTTP server that is not Shakedown (status ").append(answer.statusCode());
        answer.headers()
                .firstValue("Server")
                .ifPresent(name -> words.append(", ").append(printable(name)));
        Matcher title = TITLE.matcher(answer.body());
        if (title.find()) {
            words.append(", page \"").append(printable(title.group(1))).append('"');
        }
        return words.append(')').toString();
    }

    /** A server that is trusted no certificate of is one, too. */
    private static Optional<String> withoutTls(SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return Optional.empty();
            }
        }
        return Optional.of(WITHOUT_TLS);
    }

    private String overSocket() {
        String greeting = greeting();
        if (!greeting.isEmpty()) {
            return "a server that does not speak HTTP and says \"%s\"".formatted(greeting);
        }
        boolean http = base.getScheme().equals("http");
        if (http && speaksTls()) {
            return "a server with TLS (use https://)";
        }
        if (!http && speaksHttp()) {
            return WITHOUT_TLS;
        }
        if (isPostgresql()) {
            return "a PostgreSQL server";
        }
        return isKafka() ? "a Kafka broker" : "a server that does not speak HTTP";
    }

    private boolean speaksHttp() {
        try (Socket socket = connected()) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(HTTP_NAME.length());
            return new String(answer, StandardCharsets.US_ASCII).equals(HTTP_NAME);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean speaksTls() {
        try (Socket plain = connected();
                SSLSocket socket = (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault())
                        .createSocket(plain, base.getHost(), plain.getPort(), true)) {
            socket.startHandshake();
            return true;
        } catch (SSLException e) {
            return withoutTls(e).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** It answers a request for TLS with one letter: yes or no. */
    private boolean isPostgresql() {
        try (Socket socket = connected()) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(8);
            out.writeInt(POSTGRESQL_SSL_REQUEST);
            out.flush();
            int answer = socket.getInputStream().read();
            return answer == 'S' || answer == 'N';
        } catch (IOException e) {
            return false;
        }
    }

    /** It answers which requests it knows, with the number that the question had. */
    private boolean isKafka() {
        try (Socket socket = connected()) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(10);
            out.writeShort(KAFKA_API_VERSIONS);
            out.writeShort(0);
            out.writeInt(CORRELATION);
            out.writeShort(-1); // No client id.
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readInt();
            return in.readInt() == CORRELATION;
        } catch (IOException e) {
            return false;
        }
    }

    /** The first line that it says unasked, as SSH does. */
    private String greeting() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (Socket socket = connected()) {
            socket.setSoTimeout(TIMEOUT_MILLIS / 3);
            int next = socket.getInputStream().read();
            while (next >= 0 && next != '\n' && line.size() < LONGEST_TITLE) {
                line.write(next);
                next = socket.getInputStream().read();
            }
        } catch (IOException e) {
            // It says no more.
        }
        return printable(line.toString(StandardCharsets.UTF_8));
    }

    private Socket connected() throws IOException {
        int port = base.getPort() >= 0 ? base.getPort() : base.getScheme().equals("https") ? 443 : 80;
        Socket socket = new Socket();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(base.getHost(), port), TIMEOUT_MILLIS);
        return socket;
    }

    private static String printable(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return clean.length() <= LONGEST_TITLE ? clean : clean.substring(0, LONGEST_TITLE) + "...";
    }
}
