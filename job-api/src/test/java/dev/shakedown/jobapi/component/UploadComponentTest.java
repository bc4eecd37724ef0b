package dev.shakedown.jobapi.component;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.Sha256;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(TestEnvironment.class)
class UploadComponentTest {

    private static final int LIMIT = 200 * 1024;

    @TestHTTPResource("/api/v1/images")
    URI images;

    @Test
    void handsAnImageToTheResultStoreAsItCame() {
        byte[] png = Documents.png(40, 30, 7);

        Response response = upload(png);

        String sha256 = Sha256.hex(png);
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.asString()).isEqualTo("{\"sha256\":\"%s\",\"width\":40,\"height\":30}".formatted(sha256));
        ResultStoreStandIn.Blob stored = TestEnvironment.RESULT_STORE.blobs().get(sha256);
        assertThat(stored.content()).isEqualTo(png);
        assertThat(stored.mediaType()).isEqualTo("image/png");
        assertThat(stored.width()).isEqualTo("40");
        assertThat(stored.height()).isEqualTo("30");
        assertThat(upload(png).statusCode()).isEqualTo(201);
    }

    /** Stored 40 by 30, to be turned right. */
    @Test
    void saysTheSizeOfThePictureAsItIsSeen() {
        byte[] sideways = Documents.turnedRight(Documents.png(40, 30, 7));

        Response response = upload(sideways);

        assertThat(response.<Integer>path("width")).isEqualTo(30);
        assertThat(response.<Integer>path("height")).isEqualTo(40);
        ResultStoreStandIn.Blob stored = TestEnvironment.RESULT_STORE.blobs().get(Sha256.hex(sideways));
        assertThat(stored.width()).isEqualTo("30");
        assertThat(stored.height()).isEqualTo("40");
        assertThat(stored.content()).isEqualTo(sideways);
    }

    @Test
    void refusesATruncatedPng() {
        byte[] png = Documents.png(40, 30, 8);
        byte[] truncated = Arrays.copyOf(png, png.length / 2);

        Response response = upload(truncated);

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.contentType()).isEqualTo("application/problem+json");
        assertThat(response.<String>path("type")).isEqualTo("urn:shakedown:problem:invalid-image");
        assertThat(response.<String>path("detail")).startsWith("Found: ").contains("; expected: ");
        assertThat(TestEnvironment.RESULT_STORE.blobs()).doesNotContainKey(Sha256.hex(truncated));
    }

    @Test
    void refusesAnEmptyBodyAndATextAsImages() {
        assertThat(upload(new byte[0]).statusCode()).isEqualTo(422);
        assertThat(upload("a cat".getBytes(StandardCharsets.UTF_8)).statusCode())
                .isEqualTo(422);
    }

    @Test
    void refusesABodyBeyondTheLimitWhetherOrNotItsLengthIsAnnounced() throws IOException, InterruptedException {
        byte[] large = new byte[LIMIT + 1];

        Response announced = upload(large);
        HttpResponse<String> chunked = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(images)
                                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(announced.statusCode()).isEqualTo(413);
        assertThat(announced.<String>path("type")).isEqualTo("urn:shakedown:problem:too-large");
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(chunked.body())
                .isEqualTo("{\"type\":\"urn:shakedown:problem:too-large\",\"title\":\"The body is too large\","
                        + "\"status\":413,\"detail\":\"The file is larger than 204800 bytes\"}");
    }

    @Test
    void storesAKernelAsNpy() {
        Response response = given().body("0 1 0\n1 4 1\n0 1 0\n")
                .contentType("text/plain")
                .post("/api/v1/kernels?format=text&name=cross");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.<Integer>path("size")).isEqualTo(3);
        assertThat(response.<String>path("name")).isEqualTo("cross");
        ResultStoreStandIn.Blob stored = TestEnvironment.RESULT_STORE.blobs().get(response.<String>path("sha256"));
        assertThat(stored.mediaType()).isEqualTo("application/x-npy");
        assertThat(stored.width()).isEqualTo("3");
        assertThat(Sha256.hex(stored.content())).isEqualTo(response.<String>path("sha256"));
    }

    @Test
    void padsAnEvenKernelWhereThatIsAskedFor() {
        Response padded =
                given().body("1 2\n3 4\n").contentType("text/plain").post("/api/v1/kernels?format=text&pad=true");
        Response written =
                given().body("1 2 0\n3 4 0\n0 0 0\n").contentType("text/plain").post("/api/v1/kernels?format=text");

        assertThat(padded.statusCode()).isEqualTo(201);
        assertThat(padded.asString()).isEqualTo(written.asString()).doesNotContain("warnings");
    }

    @Test
    void warnsOfNegativeWeightsThatBecameZero() {
        Response response = given().body("0 1 0\n1 4 1\n0 1 -0.001\n")
                .contentType("text/plain")
                .post("/api/v1/kernels?format=text");

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.<String>path("warnings[0].code")).isEqualTo("negative-weights");
        assertThat(response.<String>path("warnings[0].message")).startsWith("1 of 9 weights are negative and became 0");
    }

    @Test
    void refusesAnEvenKernelAndAnUnknownFormat() {
        Response even = given().body("1 2\n3 4\n").contentType("text/plain").post("/api/v1/kernels?format=text");
        Response unknown = given().body("1").contentType("text/plain").post("/api/v1/kernels?format=gif");

        assertThat(even.statusCode()).isEqualTo(422);
        assertThat(even.<String>path("type")).isEqualTo("urn:shakedown:problem:invalid-kernel");
        assertThat(even.<String>path("detail"))
                .isEqualTo(
                        "Found: the kernel has 2 rows and 2 columns; expected: a square of odd side, 3 to 255; pad it"
                                + " with zeros to 3 x 3 (1 row at the bottom, 1 column at the right), which pad: true does");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.asString())
                .isEqualTo("{\"type\":\"urn:shakedown:problem:invalid-parameter\","
                        + "\"title\":\"A parameter is not valid\",\"status\":400,"
                        + "\"detail\":\"format: gif: must be one of png, npy, text, mat\","
                        + "\"violations\":[{\"field\":\"format\",\"value\":\"gif\","
                        + "\"expected\":\"one of png, npy, text, mat\"}]}");
    }

    @Test
    void acceptsNothingWhileTheResultStoreIsAway() {
        TestEnvironment.RESULT_STORE.stop();
        Response response;
        try {
            response = upload(Documents.png(8, 8, 9));
        } finally {
            TestEnvironment.RESULT_STORE.start();
        }

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.asString())
                .isEqualTo("{\"type\":\"urn:shakedown:problem:unavailable\",\"title\":\"Temporarily unavailable\","
                        + "\"status\":503,\"detail\":\"The result-store does not answer\"}");
    }

    private static Response upload(byte[] file) {
        return given().body(file).contentType("application/octet-stream").post("/api/v1/images");
    }
}
