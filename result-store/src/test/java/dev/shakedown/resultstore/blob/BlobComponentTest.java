package dev.shakedown.resultstore.blob;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.shakedown.contract.Sha256;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class BlobComponentTest {

    private static final int LIMIT = 64 * 1024 * 1024;

    @TestHTTPResource
    URI service;

    @Inject
    Tables tables;

    @Test
    void bytesComeBackBitForBit() {
        byte[] bytes = bytes(1, 3_333_333);
        String sha256 = Sha256.of(bytes).hex();

        upload(bytes, "image/png")
                .put("/api/v1/blobs/{sha}?width=640&height=480", sha256)
                .then()
                .statusCode(201)
                .body("sha256", equalTo(sha256))
                .body("mediaType", equalTo("image/png"))
                .body("bytes", equalTo(bytes.length))
                .body("width", equalTo(640))
                .body("height", equalTo(480));

        byte[] back = given().get("/api/v1/blobs/{sha}", sha256)
                .then()
                .statusCode(200)
                .contentType("image/png")
                .header("ETag", '"' + sha256 + '"')
                .header("Cache-Control", containsString("immutable"))
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Length", Integer.toString(bytes.length))
                .extract()
                .asByteArray();
        assertThat(back).isEqualTo(bytes);
        given().get("/api/v1/blobs/{sha}/description", sha256)
                .then()
                .statusCode(200)
                .body("width", equalTo(640));
    }

    @Test
    void takesNothingFromAPageOfAnotherSite() {
        byte[] bytes = bytes(4, 100);
        String sha256 = Sha256.of(bytes).hex();

        upload(bytes, "image/png")
                .header("Origin", "https://evil.example")
                .put("/api/v1/blobs/{sha}?width=640&height=480", sha256)
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:shakedown:problem:foreign-caller"));

        given().get("/api/v1/blobs/{sha}", sha256).then().statusCode(404);
    }

    @Test
    void theLargestBlobAllowedGoesInAndOutAndOneByteMoreDoesNot() throws Exception {
        byte[] largest = bytes(2, LIMIT);
        byte[] tooLarge = Arrays.copyOf(largest, LIMIT + 1);
        String sha256 = Sha256.of(largest).hex();

        assertThat(put(sha256, largest).statusCode()).isEqualTo(201);
        HttpResponse<byte[]> back = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(service.resolve("/api/v1/blobs/" + sha256))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(back.body()).isEqualTo(largest);

        HttpResponse<String> refused = putChunked(Sha256.of(tooLarge).hex(), tooLarge);
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("urn:shakedown:problem:too-large");
        // Tests that compare all tables would read it again and again.
        tables.execute("DELETE FROM blob WHERE sha256 = '" + sha256 + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 413, urn:shakedown:problem:too-large",
        "evil.example, 403, urn:shakedown:problem:foreign-caller"
    })
    void aBodyThatIsNotTakenIsNotRead(String host, int status, String type) throws Exception {
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            String head = "PUT /api/v1/blobs/%s HTTP/1.1\r\nHost: %s\r\nContent-Length: 70000000000\r\n\r\n";
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.formatted("0".repeat(64), host).getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 " + status).contains(type);
        }
    }

    @Test
    void aBodyThatDoesNotComeIsATimeoutAndABrokenOffOneNoFaultOfTheService() throws Exception {
        String head = "PUT /api/v1/blobs/%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\na";
        byte[] announcement = head.formatted("0".repeat(64)).getBytes(StandardCharsets.US_ASCII);
        try (Socket broken = new Socket(service.getHost(), service.getPort())) {
            broken.getOutputStream().write(announcement);
            broken.getOutputStream().flush();
            Thread.sleep(300);
        }
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(announcement);

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 408").contains("urn:shakedown:problem:body-timeout");
        }
        assertThat(given().accept("text/plain").get("/q/metrics").asString().lines())
                .noneMatch(line -> line.contains("SERVER_ERROR") && line.contains("/blobs/{sha256}"));
    }

    @Test
    void anUploadThatIsKnownChangesNothing() {
        byte[] bytes = bytes(4, 1000);
        String sha256 = Sha256.of(bytes).hex();
        upload(bytes, "image/png")
                .put("/api/v1/blobs/{sha}", sha256)
                .then()
                .statusCode(201)
                .body("width", nullValue());

        upload(bytes, "image/jpeg")
                .put("/api/v1/blobs/{sha}?width=10&height=20", sha256)
                .then()
                .statusCode(200)
                .body("mediaType", equalTo("image/png"))
                .body("width", equalTo(10));
        upload(bytes, "image/png")
                .put("/api/v1/blobs/{sha}?width=11&height=21", sha256)
                .then()
                .statusCode(200)
                .body("width", equalTo(10));
    }

    @Test
    void bytesUnderAnotherAddressAreRefused() {
        byte[] bytes = bytes(5, 1000);
        String another = Sha256.of(bytes(6, 1000)).hex();

        upload(bytes, "image/png")
                .put("/api/v1/blobs/{sha}", another)
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:shakedown:problem:hash-mismatch"))
                .body("status", equalTo(422));

        given().get("/api/v1/blobs/{sha}", another).then().statusCode(404);
    }

    @Test
    void aClientThatHasTheBytesIsNotSentThemAgain() {
        byte[] bytes = bytes(7, 1000);
        String sha256 = Sha256.of(bytes).hex();
        upload(bytes, "image/png").put("/api/v1/blobs/{sha}", sha256).then().statusCode(201);

        given().header("If-None-Match", '"' + sha256 + '"')
                .get("/api/v1/blobs/{sha}", sha256)
                .then()
                .statusCode(304);
    }

    @Test
    void anEmptyFileIsAFile() {
        String sha256 = Sha256.of(new byte[0]).hex();

        upload(new byte[0], "application/octet-stream")
                .put("/api/v1/blobs/{sha}", sha256)
                .then()
                .statusCode(201);

        given().get("/api/v1/blobs/{sha}", sha256).then().statusCode(200).header("Content-Length", "0");
    }

    @Test
    void uploadsLeaveNoFilesBehind() throws Exception {
        byte[] bytes = bytes(8, 100_000);
        Set<Path> before = uploadsOnDisk();

        upload(bytes, "image/png")
                .put("/api/v1/blobs/{sha}", Sha256.of(bytes).hex())
                .then()
                .statusCode(201);
        upload(bytes, "image/png")
                .put("/api/v1/blobs/{sha}", "0".repeat(64))
                .then()
                .statusCode(422);

        assertThat(uploadsOnDisk()).isEqualTo(before);
    }

    @Test
    void manyAreDescribedAtOnceInTheOrderOfTheRequest() {
        String first = store(bytes(9, 100));
        String second = store(bytes(10, 200));
        String unknown = Sha256.of(bytes(11, 300)).hex();

        descriptions("[\"%s\", \"%s\", \"%s\", \"%s\"]".formatted(second, unknown, first, second))
                .then()
                .statusCode(200)
                .body("sha256", equalTo(List.of(second, first)))
                .body("bytes", equalTo(List.of(200, 100)))
                .body("[0].mediaType", equalTo("image/png"))
                .body("[0].width", nullValue());
    }

    @Test
    void aListOfNoneOrOfUnknownOnesHasNoDescriptions() {
        descriptions("[]").then().statusCode(200).body("", equalTo(List.of()));
        descriptions("[\"%s\"]".formatted("0".repeat(64)))
                .then()
                .statusCode(200)
                .body("", equalTo(List.of()));
    }

    @Test
    void aListWithABadDigestIsRefusedAndItsIndexNamed() {
        descriptions("[\"%s\", \"ABC\"]".formatted("0".repeat(64)))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:shakedown:problem:invalid-parameter"))
                .body("violations.field", equalTo(List.of("[1]")))
                .body("detail", equalTo("[1]: ABC: must be 64 digits of lower-case hexadecimal"));
        descriptions("[5]").then().statusCode(400).body("violations.field", equalTo(List.of("[0]")));
        descriptions("[null]").then().statusCode(400).body("violations.field", equalTo(List.of("[0]")));
        descriptions("{}").then().statusCode(400).body("violations.field", equalTo(List.of("body")));
        descriptions("[\"").then().statusCode(400).body("violations.field", equalTo(List.of("body")));
        descriptions("").then().statusCode(400).body("violations.field", equalTo(List.of("body")));
    }

    @Test
    void aListHasALimit() {
        String digest = '"' + "0".repeat(64) + '"';

        descriptions("[" + String.join(",", Collections.nCopies(5000, digest)) + "]")
                .then()
                .statusCode(200);
        descriptions("[" + String.join(",", Collections.nCopies(5001, digest)) + "]")
                .then()
                .statusCode(400)
                .body("detail", equalTo("body: 5001 ids: must be an array of at most 5000 ids"));
        descriptions("[" + " ".repeat(1024 * 1024) + "]").then().statusCode(413);
    }

    private static String store(byte[] bytes) {
        String sha256 = Sha256.of(bytes).hex();
        upload(bytes, "image/png").put("/api/v1/blobs/{sha}", sha256).then().statusCode(201);
        return sha256;
    }

    private static Response descriptions(String body) {
        return given().contentType("application/json").body(body).post("/api/v1/blobs/descriptions");
    }

    /** The result-store's; job-api's, whose tests may run at the same time, end otherwise. */
    private static Set<Path> uploadsOnDisk() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().matches("shakedown-upload-.*\\.part"))
                    .collect(Collectors.toSet());
        }
    }

    private static RequestSpecification upload(byte[] bytes, String mediaType) {
        EncoderConfig asItIs = EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false);
        return given().config(RestAssured.config().encoderConfig(asItIs))
                .contentType(mediaType)
                .body(bytes);
    }

    private HttpResponse<String> put(String sha256, byte[] bytes) throws Exception {
        return send(sha256, HttpRequest.BodyPublishers.ofByteArray(bytes));
    }

    private HttpResponse<String> putChunked(String sha256, byte[] bytes) throws Exception {
        return send(sha256, HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
    }

    private HttpResponse<String> send(String sha256, HttpRequest.BodyPublisher body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(service.resolve("/api/v1/blobs/" + sha256))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/x-npy")
                .PUT(body)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
