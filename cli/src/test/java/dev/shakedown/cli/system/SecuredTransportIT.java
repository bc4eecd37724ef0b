package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.shakedown.client.JobApiClient;
import dev.shakedown.client.WireFormat;
import dev.shakedown.stack.embedded.EmbeddedBroker;
import dev.shakedown.stack.embedded.LoopbackPorts;
import dev.shakedown.stack.embedded.ShakedownTopics;
import dev.shakedown.stack.embedded.TopicPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services as docs/security.md has them configured: TLS and passwords to Kafka and PostgreSQL, tokens over HTTP.
 */
class SecuredTransportIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String STORE = "result-store";
    private static final String JOBS = "job-api";
    /** What the services are given. */
    private static final String STORE_KAFKA = "secret-of-the-store-for-kafka";

    private static final String STORE_DATABASE = "secret-of-the-store-for-postgresql";
    private static final String JOBS_KAFKA = "secret-of-the-jobs-for-kafka";
    /** What Kafka and PostgreSQL know at first. */
    private static final String ANOTHER = "another-password";

    @TempDir
    private Path directory;

    @Test
    void refusesWrongPasswordsAndWorksOverTlsWithTheRightOnes() throws Exception {
        assumeThat(DocumentedTokens.arePossible())
                .as("openssl, which the recipe for tokens needs, is installed")
                .isTrue();
        SelfSignedCertificate server = SelfSignedCertificate.make(directory, "server");
        SelfSignedCertificate client = SelfSignedCertificate.make(directory, "worker");
        SecuredListeners secured = new SecuredListeners(
                server.keyStore(),
                SelfSignedCertificate.PASSWORD,
                server.certificate(),
                client.certificate(),
                Map.of(SecuredListeners.OWNER, "the-brokers-own", STORE, ANOTHER, JOBS, ANOTHER));
        List<Integer> ports = LoopbackPorts.free(2);
        EmbeddedBroker.Security security =
                secured.security(ports.get(0), ports.get(1), directory.resolve("passwords.properties"));
        CompletableFuture<DocumentedTokens> issuing = CompletableFuture.supplyAsync(this::issueTokens);
        CompletableFuture<SecuredDatabase> starting = CompletableFuture.supplyAsync(() -> startDatabase(server));

        try (EmbeddedBroker broker = EmbeddedBroker.start(
                        new EmbeddedBroker.Options(directory.resolve("kafka"), ports.get(0), security));
                SecuredDatabase database = starting.get()) {
            ShakedownTopics.create(broker.ownerSettings(), TopicPlan.ofDefaultQueue(4));
            DocumentedTokens tokens = issuing.get();
            int storePort = LoopbackPorts.free();
            int jobsPort = LoopbackPorts.free();
            URI jobsUrl = URI.create("http://127.0.0.1:" + jobsPort);
            int storeTlsPort = LoopbackPorts.free();

            Map<String, String> store = withPassword(broker, server, STORE, STORE_KAFKA);
            store.putAll(verifying(tokens));
            store.put("QUARKUS_HTTP_SSL_PORT", Integer.toString(storeTlsPort));
            store.put("QUARKUS_HTTP_SSL_CERTIFICATE_FILES", server.certificate().toString());
            store.put("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", server.key().toString());
            store.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
            store.put("QUARKUS_DATASOURCE_USERNAME", SecuredDatabase.OWNER);
            store.put("QUARKUS_DATASOURCE_PASSWORD", STORE_DATABASE);

            Map<String, String> jobs = withPassword(broker, server, JOBS, JOBS_KAFKA);
            jobs.putAll(verifying(tokens));
            jobs.put("SHAKEDOWN_RESULT_STORE_URL", "https://127.0.0.1:" + storeTlsPort);
            jobs.put("SHAKEDOWN_RESULT_STORE_PUBLIC_URL", "http://127.0.0.1:" + storePort);
            jobs.putAll(trusting(server));
            jobs.put("SHAKEDOWN_RESULT_STORE_TOKEN_FILE", tokens.file("job-api").toString());

            Map<String, String> worker = withCertificate("127.0.0.1:" + ports.get(1), server, client);
            worker.put("SHAKEDOWN_RESULT_STORE_URL", "https://127.0.0.1:" + storeTlsPort);
            worker.putAll(trusting(server));
            worker.put(
                    "SHAKEDOWN_RESULT_STORE_TOKEN_FILE", tokens.file("worker").toString());
            worker.put("SHAKEDOWN_NETWORKS_DIRECTORY", networks().toString());
            worker.put("OMP_WAIT_POLICY", "PASSIVE");

            try (RunningService resultStore = RunningService.start(STORE, storePort, directory, store);
                    RunningService jobApi = RunningService.start(JOBS, jobsPort, directory, jobs);
                    RunningService attackWorker =
                            RunningService.start("attack-worker", LoopbackPorts.free(), directory, worker)) {
                resultStore.awaitHealth("DOWN.*password authentication failed for user", PATIENCE);
                resultStore.awaitHealth("DOWN.*invalid credentials with SASL mechanism SCRAM-SHA-512", PATIENCE);
                jobApi.awaitHealth("DOWN.*invalid credentials with SASL mechanism SCRAM-SHA-512", PATIENCE);
                assertThatThrownBy(() -> SecuredDatabase.connect(database.plainJdbcUrl(), ANOTHER))
                        .hasMessageContaining("no encryption");
                assertThatThrownBy(() -> SecuredDatabase.connect(database.misnamedJdbcUrl(), ANOTHER))
                        .hasMessageContaining("localhost");

                changePasswords(broker, database);
                resultStore.awaitReady(PATIENCE);
                jobApi.awaitReady(PATIENCE);
                attackWorker.awaitReady(PATIENCE);

                JobApiClient api = new JobApiClient(jobsUrl, Optional.of(tokens.token("ann")));
                assertThat(Launcher.await(() -> !api.networks().isEmpty(), PATIENCE))
                        .isTrue();
                assertThatThrownBy(() -> new JobApiClient(jobsUrl).networks()).hasMessageContaining("token");
                Launcher.run(
                        directory,
                        "submit",
                        TinyCampaign.write(directory).toString(),
                        "--wait",
                        "--api=" + jobsUrl,
                        "--token-file=" + tokens.file("ann"));
                assertThat(database.query("SELECT count(*) FROM job_result WHERE status = 'SUCCEEDED'"))
                        .isEqualTo(Integer.toString(TinyCampaign.JOBS));
                assertThat(database.query("""
                                SELECT count(*) FILTER (WHERE ssl) || ' of ' || count(*) FROM pg_stat_ssl
                                JOIN pg_stat_activity USING (pid) WHERE usename = 'shakedown'""")).matches("([1-9]\\d*) of \\1");
            }
            assertNoLogShows(List.of(
                    STORE_KAFKA,
                    STORE_DATABASE,
                    JOBS_KAFKA,
                    SelfSignedCertificate.PASSWORD,
                    "PRIVATE KEY",
                    tokens.token("job-api"),
                    tokens.token("worker"),
                    tokens.token("ann")));
        }
    }

    @Test
    void doesNotStartOpenToOthers() throws Exception {
        Map<String, String> open = Map.of("SHAKEDOWN_SECURITY_ENABLED", "false", "QUARKUS_HTTP_HOST", "0.0.0.0");

        try (RunningService keyless = RunningService.start(JOBS, LoopbackPorts.free(), directory, Map.of());
                RunningService reachable = RunningService.start(STORE, LoopbackPorts.free(), directory, open)) {
            assertThat(keyless.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(reachable.awaitExit(PATIENCE)).isEqualTo(1);

            assertThat(keyless.log())
                    .contains("The service does not start. mp.jwt.verify.publickey.location: missing")
                    .doesNotContain("\tat ");
            assertThat(reachable.log())
                    .contains("The service does not start. shakedown.security.enabled: false", "it is 0.0.0.0")
                    .doesNotContain("\tat ");
        }
    }

    private DocumentedTokens issueTokens() {
        try {
            return DocumentedTokens.issue(directory, "job-api", "worker");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private SecuredDatabase startDatabase(SelfSignedCertificate certificate) {
        try {
            return SecuredDatabase.start(directory.resolve("postgres"), certificate, ANOTHER);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> withPassword(
            EmbeddedBroker broker, SelfSignedCertificate server, String user, String password) {
        return new HashMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                broker.bootstrapServers(),
                "KAFKA_SECURITY_PROTOCOL",
                "SASL_SSL",
                "KAFKA_SASL_MECHANISM",
                "SCRAM-SHA-512",
                "KAFKA_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, password),
                "KAFKA_SSL_TRUSTSTORE_TYPE",
                "PEM",
                "KAFKA_SSL_TRUSTSTORE_LOCATION",
                server.certificate().toString()));
    }

    private static Map<String, String> withCertificate(
            String bootstrapServers, SelfSignedCertificate server, SelfSignedCertificate client) {
        return new HashMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                bootstrapServers,
                "KAFKA_SECURITY_PROTOCOL",
                "SSL",
                "KAFKA_SSL_KEYSTORE_TYPE",
                "PEM",
                "KAFKA_SSL_KEYSTORE_LOCATION",
                client.both().toString(),
                "KAFKA_SSL_TRUSTSTORE_TYPE",
                "PEM",
                "KAFKA_SSL_TRUSTSTORE_LOCATION",
                server.certificate().toString()));
    }

    private static Map<String, String> trusting(SelfSignedCertificate server) {
        return Map.of(
                "QUARKUS_REST_CLIENT_TLS_CONFIGURATION_NAME",
                "services",
                "QUARKUS_TLS_SERVICES_TRUST_STORE_PEM_CERTS",
                server.certificate().toString());
    }

    private static Map<String, String> verifying(DocumentedTokens tokens) {
        return Map.of(
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                tokens.publicKey().toString(),
                "MP_JWT_VERIFY_ISSUER",
                DocumentedTokens.ISSUER);
    }

    /** Kafka and PostgreSQL now know the passwords that the services have. */
    private static void changePasswords(EmbeddedBroker broker, SecuredDatabase database) throws Exception {
        try (Admin admin = Admin.create(broker.ownerSettings())) {
            ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
            admin.alterUserScramCredentials(List.of(
                            new UserScramCredentialUpsertion(STORE, scram, STORE_KAFKA),
                            new UserScramCredentialUpsertion(JOBS, scram, JOBS_KAFKA)))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        }
        database.changePassword(STORE_DATABASE);
    }

    /** A directory with one network: a worker loads all that it finds. */
    private Path networks() throws IOException {
        Path shipped = Path.of(System.getProperty("shakedown.root"), "models/pretrained");
        JsonNode registry =
                WireFormat.json().readTree(shipped.resolve("registry.json").toFile());
        ((ArrayNode) registry.path("networks"))
                .removeIf(network -> !"wiener".equals(network.path("name").asText()));
        Path directory = Files.createDirectory(this.directory.resolve("networks"));
        Files.copy(shipped.resolve("wiener.pt"), directory.resolve("wiener.pt"));
        WireFormat.json().writeValue(directory.resolve("registry.json").toFile(), registry);
        return directory;
    }

    private void assertNoLogShows(List<String> secrets) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> logs = files.filter(file -> file.toString().matches(".*\\.(log|out|err)"))
                    .toList();
            assertThat(logs).hasSizeGreaterThan(3);
            for (Path log : logs) {
                assertThat(Files.readString(log, StandardCharsets.UTF_8))
                        .as(log.getFileName().toString())
                        .doesNotContain(secrets);
            }
        }
    }
}
