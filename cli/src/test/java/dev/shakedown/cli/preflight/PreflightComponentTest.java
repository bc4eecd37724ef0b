package dev.shakedown.cli.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.cli.preflight.Preflight.Finding;
import dev.shakedown.contract.RequestQueue;
import dev.shakedown.contract.Topics;
import dev.shakedown.stack.embedded.EmbeddedBroker;
import dev.shakedown.stack.embedded.EmbeddedDatabase;
import dev.shakedown.stack.embedded.LoopbackPorts;
import dev.shakedown.stack.embedded.ShakedownTopics;
import dev.shakedown.stack.embedded.TopicPlan;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightComponentTest {

    private static final List<RequestQueue> BIG = List.of(new RequestQueue("big"));

    @TempDir
    private Path directory;

    @Test
    void namesTheTopicsThatAreMissingAndTheLimitThatIsTooSmall() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(new EmbeddedBroker.Options(directory))) {
            Map<String, String> environment = Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());

            List<Finding> empty = Preflight.ofServices(environment, List.of());
            ShakedownTopics.create(broker.ownerSettings(), new TopicPlan(2, Optional.empty(), BIG));
            List<Finding> whole = Preflight.ofServices(environment, BIG);
            limit(broker, Topics.ARTIFACTS, 500_000);
            List<Finding> small = Preflight.ofServices(environment, BIG);

            assertThat(failed(empty))
                    .contains(
                            "kafka, job-api: shakedown.campaigns: must exist: create the topic, for example with ./shakedown topics",
                            "kafka, attack-worker: shakedown.requests: must exist: create the topic, for example with ./shakedown topics")
                    .hasSizeGreaterThan(20);
            assertThat(failed(whole)).isEmpty();
            assertThat(whole)
                    .extracting(Finding::subject)
                    .contains(
                            "kafka, job-api: brokers",
                            "kafka, result-store: topics",
                            "kafka, attack-worker: group shakedown-attack-worker",
                            "kafka, job-api: offsets");
            assertThat(whole)
                    .filteredOn(finding -> finding.state() == Finding.State.SKIPPED)
                    .singleElement()
                    .extracting(Finding::detail)
                    .asString()
                    .startsWith("QUARKUS_DATASOURCE_JDBC_URL: not set");
            assertThat(failed(small))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "kafka, attack-worker: shakedown.artifacts: max.message.bytes: 500000: must be at least 1000000");
        }
    }

    @Test
    void saysOfEachServiceWhyItsBrokersDoNotAnswer() throws Exception {
        String closed = "127.0.0.1:" + LoopbackPorts.free();
        Map<String, String> environment = Map.of(
                "JOB_API_KAFKA_BOOTSTRAP_SERVERS", closed,
                "RESULT_STORE_KAFKA_BOOTSTRAP_SERVERS", "nowhere.invalid:9092",
                "ATTACK_WORKER_KAFKA_BOOTSTRAP_SERVERS", closed);

        List<Finding> findings = Preflight.ofServices(environment, List.of());

        assertThat(failed(findings))
                .hasSize(3)
                .allMatch(line -> line.contains("must be brokers that accept this user"))
                .anyMatch(line -> line.startsWith("kafka, job-api: brokers: KAFKA_BOOTSTRAP_SERVERS: " + closed))
                .anyMatch(line ->
                        line.startsWith("kafka, result-store: brokers: KAFKA_BOOTSTRAP_SERVERS: nowhere.invalid:9092"));
    }

    @Test
    void namesTheRightsThatPostgresqlDoesNotGive() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(new EmbeddedDatabase.Options(directory))) {
            execute(database, "CREATE ROLE store LOGIN");

            List<Finding> owner = database(database, database.user());
            List<Finding> stranger = database(database, "store");
            execute(database, "CREATE TABLE flyway_schema_history (version text)");
            execute(database, "CREATE TABLE job (id bigint GENERATED ALWAYS AS IDENTITY, document text)");
            execute(database, "GRANT SELECT, INSERT ON job TO store");
            List<Finding> reader = database(database, "store");
            execute(database, "GRANT UPDATE, DELETE ON job TO store; GRANT USAGE ON job_id_seq TO store");
            List<Finding> writer = database(database, "store");
            List<Finding> unknown = database(database, "nobody");

            assertThat(owner).allMatch(finding -> finding.state() == Finding.State.OK);
            assertThat(owner).extracting(Finding::subject).contains("postgresql: server_version");
            assertThat(failed(stranger))
                    .containsExactly(
                            "postgresql: rights: schema public: no CREATE for store, and no tables yet: must be migrated by"
                                    + " its owner, or allow CREATE: GRANT CREATE ON SCHEMA public TO store");
            assertThat(failed(reader))
                    .containsExactly("postgresql: rights: missing for store: DELETE on job, UPDATE on job,"
                            + " USAGE on job_id_seq: must be granted by the owner");
            assertThat(failed(writer)).isEmpty();
            assertThat(failed(unknown))
                    .singleElement()
                    .asString()
                    .contains("role \"nobody\" does not exist", "must be a database that accepts user nobody");
        }
    }

    private static List<Finding> database(EmbeddedDatabase database, String user) {
        return DatabasePreflight.findings(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL",
                database.jdbcUrl(),
                "QUARKUS_DATASOURCE_USERNAME",
                user,
                "QUARKUS_DATASOURCE_PASSWORD",
                ""));
    }

    private static List<String> failed(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.state() == Finding.State.FAILED)
                .map(finding -> finding.subject() + ": " + finding.detail())
                .toList();
    }

    private static void limit(EmbeddedBroker broker, String topic, int bytes) throws Exception {
        try (Admin admin = Admin.create(broker.ownerSettings())) {
            AlterConfigOp set = new AlterConfigOp(
                    new ConfigEntry("max.message.bytes", Integer.toString(bytes)), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(set)))
                    .all()
                    .get();
        }
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
