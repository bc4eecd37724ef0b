package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class SlowBodyComponentTest {

    /** More than the service has threads. */
    private static final int MANY = 260;

    @TestHTTPResource("/")
    URI service;

    @Test
    void sendersThatSendNothingHoldUpNoOtherCall() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                silent.add(announce("/api/v1/images", "image/png"));
            }

            long ready = given().get("/q/health/ready")
                    .then()
                    .statusCode(200)
                    .extract()
                    .time();
            long list = given().get("/api/v1/networks")
                    .then()
                    .statusCode(200)
                    .extract()
                    .time();

            assertThat(Math.max(ready, list)).as("milliseconds").isLessThan(3_000);
            List<String> answers = new ArrayList<>();
            for (Socket socket : silent) {
                answers.add(firstLine(socket));
            }
            assertThat(answers)
                    .filteredOn(answer -> answer.startsWith("HTTP/1.1 408"))
                    .hasSize(64);
            assertThat(answers)
                    .filteredOn(answer -> answer.startsWith("HTTP/1.1 429"))
                    .hasSize(MANY - 64);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    /** All at once: each waits for the time that a pause may take. */
    @Test
    void aBodyThatDoesNotComeIsATimeout() throws IOException {
        Map<String, Socket> announced = new LinkedHashMap<>();
        try {
            for (String path :
                    List.of("/api/v1/campaigns", "/api/v1/dead-letters/requeue", "/api/v1/kernels?format=text")) {
                Socket socket = announce(path, "application/json");
                announced.put(path, socket);
                socket.getOutputStream().write('{');
            }
            for (Map.Entry<String, Socket> each : announced.entrySet()) {
                String answer = new String(each.getValue().getInputStream().readAllBytes(), StandardCharsets.UTF_8);

                assertThat(answer)
                        .as(each.getKey())
                        .startsWith("HTTP/1.1 408")
                        .containsIgnoringCase("Connection: close")
                        .contains("urn:shakedown:problem:body-timeout")
                        .contains("did not arrive in time; 1 bytes came");
            }
        } finally {
            for (Socket socket : announced.values()) {
                socket.close();
            }
        }
    }

    @Test
    void aBrokenOffBodyIsNoFaultOfTheService() throws IOException, InterruptedException {
        double before = serverErrors();
        for (String path : List.of("/api/v1/images", "/api/v1/campaigns", "/api/v1/dead-letters/requeue")) {
            try (Socket socket = announce(path, "application/json")) {
                socket.getOutputStream().write('{');
                socket.getOutputStream().flush();
                Thread.sleep(300);
            }
        }
        Thread.sleep(1_000);

        assertThat(serverErrors()).isEqualTo(before);
        assertThat(given().get("/api/v1/networks").statusCode()).isEqualTo(200);
    }

    /** Before the time for a pause is over. */
    @Test
    void sendersThatHaveGoneDoNotCountAgainstTheLimit() throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            try (Socket socket = announce("/api/v1/images", "image/png")) {
                socket.getOutputStream().write('a');
                Thread.sleep(20);
            }
        }
        Thread.sleep(300);

        int status = given().contentType("image/png")
                .body(Documents.png(8, 8, 100))
                .post("/api/v1/images")
                .statusCode();

        assertThat(status).isEqualTo(201);
    }

    private Socket announce(String path, String mediaType) throws IOException {
        Socket socket = new Socket(service.getHost(), service.getPort());
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: 1000\r\n\r\n"
                        .formatted(path, mediaType)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String firstLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = socket.getInputStream().read();
                read >= 0 && read != '\r';
                read = socket.getInputStream().read()) {
            line.append((char) read);
        }
        return line.toString();
    }

    /** Answers with a status of 500 or above so far. */
    private static double serverErrors() {
        return given().accept("text/plain")
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("http_server_requests_seconds_count") && line.contains("SERVER_ERROR"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
