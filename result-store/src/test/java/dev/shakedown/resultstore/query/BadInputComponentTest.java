package dev.shakedown.resultstore.query;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class BadInputComponentTest {

    @Inject
    TopicWriter topics;

    @ParameterizedTest
    @ValueSource(
            strings = {"nobody", "' OR 1=1 --", "x'; DROP TABLE campaign; --", "%00", "ä", "\uD83D\uDE00", "%", "_"})
    void whatIsNotThereIsNotFound(String id) {
        given().get("/api/v1/campaigns/{id}", id).then().statusCode(404).body("type", equalTo(type("not-found")));
        given().get("/api/v1/campaigns/{id}/document", id).then().statusCode(404);
        given().get("/api/v1/campaigns/{id}/results", id).then().statusCode(404);
        given().get("/api/v1/jobs/{id}", id).then().statusCode(404).contentType("application/problem+json");
        given().get("/api/v1/jobs/{id}/artifacts/kernel", id).then().statusCode(404);
        given().get("/api/v1/campaigns").then().statusCode(200);
    }

    @Test
    void whatPostgresCannotEvenLookForIsAProblem() {
        given().urlEncodingEnabled(false)
                .get("/api/v1/campaigns/%00")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo(type("invalid-parameter")));
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 0",
        "limit, -1",
        "limit, 501",
        "limit, 99999999999999999999",
        "limit, 1e3",
        "limit, ten",
        "limit, 1; DROP TABLE job",
        "after, -2",
        "after, 1.5",
        "after, 99999999999999999999",
        "after, null",
        "sort, worst",
        "sort, damage; DROP TABLE job",
        "state, PENDING",
        "objective, x OR 1=1 --",
        "norm, l1",
        "budget, four",
        "budget, -4",
        "kernelSize, 0",
        "kernelSize, 17px",
        "nonsense, 1",
        "request ->> x, 1",
    })
    void aPageThatMakesNoSenseIsAProblem(String parameter, String value) {
        requireRefusal("/api/v1/campaigns/any/results", parameter, value);
    }

    @ParameterizedTest
    @CsvSource({
        "limit, 0",
        "limit, 501",
        "limit, ten",
        "after, 7",
        "after, yesterday_x",
        "after, 2026-01-02T03:04:05Z",
        "after, 2026-01-02T03:04:05Z_",
        "after, 2026-13-02T03:04:05Z_x",
        "after, +12026-01-02T03:04:05Z_x",
        "nonsense, 1",
    })
    void aPageOfCampaignsThatMakesNoSenseIsAProblem(String parameter, String value) {
        requireRefusal("/api/v1/campaigns", parameter, value);
    }

    private static void requireRefusal(String path, String parameter, String value) {
        given().queryParam(parameter, value)
                .get(path)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo(type("invalid-parameter")))
                .body("violations[0].field", equalTo(parameter))
                .body("violations[0].value", equalTo(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dataSet", "image", "network", "judge", "target"})
    void aFilterIsOnlyEverComparedWith(String filter) {
        topics.write(Messages.campaign("filtered", 0));
        Eventually.holds(() -> given().get("/api/v1/campaigns/filtered").then().statusCode(200));

        for (String value : List.of("' OR ''='", "\"; DROP TABLE job; --", "%", "\\", "$1", "\ud83d\ude00")) {
            given().queryParam(filter, value)
                    .get("/api/v1/campaigns/filtered/results")
                    .then()
                    .statusCode(200)
                    .body("results", hasSize(0));
        }
        given().queryParam(filter, "x".repeat(201))
                .get("/api/v1/campaigns/filtered/results")
                .then()
                .statusCode(400)
                .body("violations[0].field", equalTo(filter));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "results",
                "views/paper-table",
                "facets",
                "distribution",
                "results.csv",
                "results.parquet",
                "perturbations.zip"
            })
    void aCampaignThatDoesNotExistIsAProblem(String part) {
        given().get("/api/v1/campaigns/nobodys/" + part)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", equalTo(type("not-found")));
    }

    @ParameterizedTest
    @CsvSource({
        "views/job_result, view",
        "views/pg_user, view",
        "results.xlsx, format",
        "results.csv?budget=four, budget",
        "results.jsonl?state=PENDING, state",
        "results.parquet?sort=damage, sort",
        "results.csv?limit=1, limit",
        "distribution?metric=job_id, metric",
        "distribution?bins=0, bins",
        "distribution?bins=100000, bins",
    })
    void aViewMetricOrFormatThatIsNoneIsAProblemThatNamesIt(String part, String field) {
        given().get("/api/v1/campaigns/any/" + part)
                .then()
                .statusCode(400)
                .body("violations[0].field", equalTo(field))
                .body("violations[0].expected", not(emptyOrNullString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ABCDEF", "../../etc/passwd", "' OR ''='"})
    void anAddressThatIsNoHashIsAProblem(String address) {
        given().get("/api/v1/blobs/{sha}", address)
                .then()
                .statusCode(400)
                .body("violations[0].field", equalTo("sha256"));
        given().body("x")
                .put("/api/v1/blobs/{sha}", address)
                .then()
                .statusCode(400)
                .body("type", equalTo(type("invalid-parameter")));
    }

    @Test
    void anUpperCaseHashIsNoAddress() {
        given().get("/api/v1/blobs/{sha}", "A".repeat(64)).then().statusCode(400);
    }

    @ParameterizedTest
    @CsvSource({
        "width=0&height=10, width",
        "width=10, height",
        "height=10, width",
        "width=-1&height=1, width",
        "width=1&height=65536, height",
        "width=1&height=99999999999, height",
        "width=1.5&height=1, width"
    })
    void aSizeThatMakesNoSenseIsAProblem(String query, String field) {
        given().contentType("image/png")
                .body(new byte[] {1})
                .put("/api/v1/blobs/" + "0".repeat(64) + "?" + query)
                .then()
                .statusCode(400)
                .body("violations[0].field", equalTo(field));
    }

    @Test
    void anUnknownKindOfArtifactIsAProblemThatNamesTheKnownOnes() {
        given().get("/api/v1/jobs/any/artifacts/secret")
                .then()
                .statusCode(400)
                .body("type", equalTo(type("invalid-parameter")))
                .body("detail", containsString("blurred-picture"));
    }

    @Test
    void addressesAndMethodsThatDoNotExistAreProblems() {
        given().get("/api/v1/nothing").then().statusCode(404).contentType("application/problem+json");
        given().delete("/api/v1/campaigns").then().statusCode(405).contentType("application/problem+json");
    }

    private static String type(String word) {
        return "urn:shakedown:problem:" + word;
    }
}
