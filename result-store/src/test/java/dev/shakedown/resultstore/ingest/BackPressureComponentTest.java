package dev.shakedown.resultstore.ingest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.shakedown.resultstore.fixture.Eventually;
import dev.shakedown.resultstore.fixture.Messages;
import dev.shakedown.resultstore.fixture.RealServices;
import dev.shakedown.resultstore.fixture.Tables;
import dev.shakedown.resultstore.fixture.TopicWriter;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL is there, but takes nothing for longer than Kafka lets a consumer be silent. */
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@TestProfile(BackPressureComponentTest.Impatient.class)
class BackPressureComponentTest {

    private static final String GROUP = "shakedown-result-store";
    private static final Duration SILENCE = Duration.ofSeconds(3);

    @Inject
    TopicWriter topics;

    @Inject
    Tables tables;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    /** Kafka takes the partitions from who is silent for a short while; PostgreSQL is tried again less often. */
    public static class Impatient implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kafka.max.poll.interval.ms", Long.toString(SILENCE.toMillis()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"53100", "53200", "25006", "57P03", "08006"})
    void whatPostgresCannotTakeNowWaitsAndKeepsItsPlaceInTheGroup(String state) throws Exception {
        String id = "full-" + state;
        topics.write(Messages.campaign(id, 2));
        topics.write(Messages.request(id, 0));
        awaitKnown(id, 1);
        Instant before = Instant.now().minusSeconds(1);
        refuse(state);
        String member = member();

        topics.write(Messages.request(id, 1));

        Eventually.holds(() -> given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.find { it.name == 'ingest' }.data.waitsFor", containsString("not now: " + state))
                .body("checks.find { it.name == 'ingest' }.data.waitsSince", notNullValue()));
        String since = given().get("/q/health/ready").path("checks.find { it.name == 'ingest' }.data.waitsSince");
        assertThat(Instant.parse(since)).isBetween(before, Instant.now());
        long acknowledged = acknowledged();
        TimeUnit.MILLISECONDS.sleep(SILENCE.plusSeconds(1).toMillis());
        assertThat(member()).isEqualTo(member);
        assertThat(acknowledged()).isEqualTo(acknowledged);
        assertThat(tables.value("SELECT count(*) FROM rejected_record")).isEqualTo("0");

        tables.execute("DROP TRIGGER refuse ON job");

        awaitKnown(id, 2);
        Eventually.holds(() -> given().get("/q/health/ready").then().statusCode(200));
        Eventually.holds(() -> assertThat(acknowledged()).isEqualTo(acknowledged + 1));
    }

    @Test
    void aReadOnlyDatabaseIsWaitedFor() {
        String id = "read-only";
        topics.write(Messages.campaign(id, 1));
        awaitKnown(id, 0);
        tables.execute("ALTER DATABASE shakedown SET default_transaction_read_only = on");
        disconnectAll();

        topics.write(Messages.request(id, 0));

        Eventually.holds(() -> given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("checks.find { it.name == 'ingest' }.data.waitsFor", containsString("read-only transaction")));
        tables.execute("BEGIN; SET TRANSACTION READ WRITE;"
                + " ALTER DATABASE shakedown SET default_transaction_read_only = off; COMMIT");
        disconnectAll();
        awaitKnown(id, 1);
        Eventually.holds(() -> given().get("/q/health/ready").then().statusCode(200));
    }

    @Test
    void metricsTellOfBatchesAndOfWhatWaits() {
        topics.write(Messages.deadLetter("metrics", "metrics-job", 900));
        Eventually.holds(() -> given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("shakedown_ingest_batch_seconds_count"))
                .body(containsString("shakedown_ingest_batch_records_sum"))
                .body(containsString("shakedown_ingest_lag"))
                .body(containsString("shakedown_jobs{state=\"pending\"}"))
                .body(containsString("shakedown_dead_letters_total 1.0")));
    }

    /** As if PostgreSQL could not store a job for a reason of its own. */
    private void refuse(String state) {
        tables.execute("""
                CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'not now: %1$s' USING ERRCODE = '%1$s';
                END
                $$;
                CREATE TRIGGER refuse BEFORE INSERT ON job FOR EACH ROW EXECUTE FUNCTION refuse();
                """.formatted(state));
    }

    private void disconnectAll() {
        tables.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = 'shakedown' AND pid <> pg_backend_pid()");
        try {
            tables.execute("SELECT pg_terminate_backend(pg_backend_pid())");
        } catch (IllegalStateException e) {
            // Its own connection, too: settings are taken when one is made.
            assertThat(e).hasMessageContaining("terminat");
        }
    }

    private String member() throws Exception {
        try (Admin admin = admin()) {
            ConsumerGroupDescription group = admin.describeConsumerGroups(java.util.List.of(GROUP))
                    .describedGroups()
                    .get(GROUP)
                    .get();
            return group.members().iterator().next().consumerId();
        }
    }

    private long acknowledged() {
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return offsets.values().stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    private static void awaitKnown(String campaignId, int known) {
        Eventually.holds(() -> given().get("/api/v1/campaigns/{id}", campaignId)
                .then()
                .statusCode(200)
                .body("known", equalTo(known)));
    }
}
