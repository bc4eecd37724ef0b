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
