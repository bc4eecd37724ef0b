package dev.shakedown.resultstore.query;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;

import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RealServices.class)
class OperationsComponentTest {

    @Inject
    Tables tables;

    @Test
    void itIsReadyWhenTheSchemaIsMigratedAndThePartitionsAreAssigned() {
        Eventually.holds(() -> given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.name", hasItems("schema", "ingest", "Database connections health check")));
    }

    @Test
    void itDescribesItsInterface() {
        given().accept("application/json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("paths", hasKey("/api/v1/campaigns/{id}/results"));
        given().get("/q/swagger-ui/").then().statusCode(200);
    }

    @Test
    void aPageMayNotBeFramedAndTellsNoOtherSiteItsAddress() {
        given().get("/campaign.html")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", "frame-ancestors 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
        given().get("/scripts/campaign-page.js").then().statusCode(200).header("X-Content-Type-Options", "nosniff");
    }

    @Test
    void addressesThatDoNotExistUseUpNoMetrics() {
        for (int i = 0; i < 30; i++) {
            given().options("/api/v1/jobs/odd-" + i);
            given().request("TRACE", "/api/v1/jobs/odd-" + i);
            given().post("/api/v1/jobs/odd-" + i);
            given().get("/odd-" + i);
        }

        Assertions.assertThat(given().accept("text/plain").get("/q/metrics").asString())
                .contains("uri=\"/unmatched\"")
                .doesNotContain("odd-");
        given().delete("/api/v1/blobs/a").then().statusCode(405).header("Allow", "GET, HEAD, OPTIONS, PUT");
        given().options("/api/v1/blobs/descriptions").then().statusCode(204).header("Allow", "OPTIONS, POST");
    }

    @Test
    void itShowsItsMetrics() {
        given().get("/q/metrics").then().statusCode(200).body(containsString("jvm_memory_used_bytes"));
    }

    @Test
    void everyTableViewAndColumnIsExplained() {
        Assertions.assertThat(tables.value("""
                        SELECT string_agg(c.relname || coalesce('.' || a.attname, ''), ', ')
                        FROM pg_class c
                        JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
                        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                        WHERE c.relkind IN ('r', 'v')
                          AND c.relname NOT IN ('flyway_schema_history', 'measurable')
                          AND (obj_description(c.oid) IS NULL OR col_description(c.oid, a.attnum) IS NULL)
                        """)).isNull();
    }
}
