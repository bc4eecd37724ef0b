package dev.shakedown.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.contract.RequestQueue;
import dev.shakedown.stack.embedded.EmbeddedBroker;
import dev.shakedown.stack.embedded.EmbeddedDatabase;
import dev.shakedown.stack.embedded.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An installation as docker-compose.yml configures it, in processes instead of containers: its script makes keys,
 * tokens and the password, its command makes the topics, and every service has its environment. Then what
 * docs/operations.md tells operators: another pool with a queue of its own, migrating apart from the service, and a
 * database that is lost and comes back from a backup.
 */
class InstallationIT {

    private static final Path ROOT = Path.of(System.getProperty("shakedown.root"));
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String WITHOUT_SCHEMA = "\"name\": \"schema\",\\s*\"status\": \"DOWN\"";

    @TempDir
    private Path directory;

    private Path token;
    private String api;

    @Test
    void runsCampaignsInTwoPoolsAndComesBackFromABackupWithEverything() throws Exception {
        Path data = directory.resolve("postgres");
        int storePort = LoopbackPorts.free();
        int apiPort = LoopbackPorts.free();
        api = "http://127.0.0.1:" + apiPort;
        EmbeddedDatabase database = EmbeddedDatabase.start(new EmbeddedDatabase.Options(data));
        try (EmbeddedBroker broker = EmbeddedBroker.start(new EmbeddedBroker.Options(directory.resolve("kafka")))) {
            ComposeFile compose = here(broker, storePort);
            makeSecrets(compose);
            makeTopics(compose);

            Map<String, String> store = compose.environment("result-store");
            store.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
            store.put("QUARKUS_DATASOURCE_USERNAME", database.user());
            store.put("SHAKEDOWN_SCHEMA_MIGRATION", "await");
            Map<String, String> bigPool = compose.environment("attack-worker");
            bigPool.put("SHAKEDOWN_DELIVERY_QUEUE", "big");
            bigPool.put(
                    "SHAKEDOWN_NETWORKS_DIRECTORY",
                    ROOT.resolve("models/src/test/resources/networks").toString());
            Map<String, String> pool = compose.environment("attack-worker");
            // In the image this is its own setting.
            pool.put(
                    "SHAKEDOWN_NETWORKS_DIRECTORY",
                    ROOT.resolve("models/pretrained").toString());

            List<String> before;
            try (RunningService jobApi =
                            RunningService.start("job-api", apiPort, directory, compose.environment("job-api"));
                    RunningService worker =
                            RunningService.start("attack-worker", LoopbackPorts.free(), directory, pool);
                    RunningService bigWorker =
                            RunningService.start("attack-worker", LoopbackPorts.free(), directory, bigPool)) {
                String first;
                String second;
                try (RunningService resultStore = RunningService.start("result-store", storePort, directory, store)) {
                    resultStore.awaitHealth(WITHOUT_SCHEMA, PATIENCE);
                    assertThat(migrate(store)).isZero();
                    resultStore.awaitReady(PATIENCE);
                    jobApi.awaitReady(PATIENCE);
                    worker.awaitReady(PATIENCE);
                    bigWorker.awaitReady(PATIENCE);

                    first = submit(ROOT.resolve("examples/smoke.yaml"));
                    database.backUp(directory.resolve("backup"));
                    second = submit(campaignOfTheBigPool());
                    before = everything(first, second);
                    assertThat(worker.log()).contains("Serving [");
                } finally {
                    // The service ends without warning, and then the database's disk is lost.
                    ProcessHandle.of(database.pid()).ifPresent(ProcessHandle::destroyForcibly);
                }

                EmbeddedDatabase.Options restored = new EmbeddedDatabase.Options(directory.resolve("restored"));
                try (EmbeddedDatabase backup = EmbeddedDatabase.restore(restored, directory.resolve("backup"))) {
                    store.put("QUARKUS_DATASOURCE_JDBC_URL", backup.jdbcUrl());
                    try (RunningService resultStore =
                            RunningService.start("result-store", storePort, directory, store)) {
                        resultStore.awaitReady(PATIENCE);

                        assertThat(Launcher.await(() -> isDone(second), PATIENCE))
                                .as("what came after the backup is read from Kafka again")
                                .isTrue();
                        assertThat(everything(first, second)).isEqualTo(before);
                    }
                }
            }
        } finally {
            database.close();
        }
    }

    private ComposeFile here(EmbeddedBroker broker, int storePort) throws IOException {
        Path secrets = Files.createDirectories(directory.resolve("secrets"));
        for (String folder : List.of("operator", "service", "database")) {
            Files.createDirectory(secrets.resolve(folder));
        }
        token = secrets.resolve("operator/operator.token");
        return ComposeFile.read()
                .with("kafka:9092", broker.bootstrapServers())
                .with("http://result-store:8081", "http://127.0.0.1:" + storePort)
                .with("http://localhost:8081", "http://127.0.0.1:" + storePort)
                .with("cd /secrets", "cd " + secrets)
                .with("/run/shakedown", secrets.resolve("service"))
                .with("/run/database", secrets.resolve("database"))
                // Who runs this test need not be able to give files away.
                .with("chown 10001:10001", "ls");
    }

    /** The script of the service {@code secrets}, with the command line where its image has it. */
    private void makeSecrets(ComposeFile compose) throws IOException, InterruptedException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path command = Files.writeString(
                bin.resolve("shakedown"),
                "#!/bin/sh%nexec %s -cp '%s/cli/target/app/*' dev.shakedown.cli.CliMain \"$@\"%n"
                        .formatted(Path.of(System.getProperty("java.home"), "bin", "java"), ROOT));
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder shell = new ProcessBuilder("sh", "-euc", compose.script("secrets"))
                .inheritIO()
                .redirectOutput(directory.resolve("secrets.log").toFile());
        shell.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
        assertThat(shell.start().waitFor()).isZero();
    }

    private void makeTopics(ComposeFile compose) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(compose.command("topics")));
        command.addAll(List.of("--queue", "big"));
        try (Launcher topics =
                Launcher.start(directory, compose.environment("topics"), command.toArray(new String[0]))) {
            assertThat(topics.awaitExit(PATIENCE)).as(topics.everything()).isZero();
            assertThat(topics.out()).contains(new RequestQueue("big").urgent(), " 64 made");
        }
    }

    private int migrate(Map<String, String> store) throws IOException, InterruptedException {
        Map<String, String> only = new HashMap<>(store);
        only.put("SHAKEDOWN_SCHEMA_MIGRATION", "only");
        only.remove("MP_JWT_VERIFY_PUBLICKEY_LOCATION");
        try (RunningService migration = RunningService.start("result-store", LoopbackPorts.free(), directory, only)) {
            int status = migration.awaitExit(PATIENCE);
            assertThat(migration.log()).contains("The schema is at version");
            return status;
        }
    }

    /** The same picture through a network that only the queue's pool has. */
    private Path campaignOfTheBigPool() throws IOException {
        return Files.writeString(
                directory.resolve("big.yaml"), """
                schema: 1
                name: big
                images: [{file: "%s"}]
                blurs: [{kernel: {type: disk, size: 7, radius: 2.5}}]
                networks: [sharpen]
                attacks: [{type: untargeted, steps: 5}]
                budgets: [2, 4, 8]
                """.formatted(ROOT.resolve("examples/photos/small/astronaut.png")));
    }

    private String submit(Path campaign) throws IOException, InterruptedException {
        return run("submit", campaign.toString(), "--wait")
                .strip()
                .lines()
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    private boolean isDone(String campaign) {
        try {
            return run("results", campaign, "--format", "csv", "--state", "succeeded")
                            .lines()
                            .count()
                    == 4;
        } catch (AssertionError | IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** All numbers of the campaigns, and the checksums of their perturbations' bytes. */
    private List<String> everything(String... campaigns) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        for (String campaign : campaigns) {
            String results = run("results", campaign, "--format", "csv");
            all.add(results);
            Path folder = Files.createTempDirectory(directory, "fetched");
            run("fetch", "--campaign", campaign, "--out", folder.toString());
            Path archive = folder.resolve("perturbations-" + campaign + ".zip");
            try (ZipFile zip = new ZipFile(archive.toFile())) {
                zip.stream()
                        .map(entry -> "%s %d %08x".formatted(entry.getName(), entry.getSize(), entry.getCrc()))
                        .sorted()
                        .forEach(all::add);
            }
        }
        return all;
    }

    private String run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--api", api, "--token-file", token.toString()));
        return Launcher.run(directory, command.toArray(new String[0]));
    }
}
