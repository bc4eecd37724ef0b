package dev.shakedown.stack.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * A Kafka broker in a process of its own, listening on 127.0.0.1 only. Topics and offsets are kept in the data
 * directory, which may be opened again later, also after the broker was killed. The broker stops when the process that
 * started it ends, however that ends. Thread-safe.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final int ATTEMPTS_AT_A_FREE_PORT = 3;
    /** A terminal sends Ctrl-C to every process; the broker ignores it and ends when its parent stops it. */
    private static final String IGNORING_THE_TERMINAL = "trap '' INT HUP; exec \"$@\"";

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    private final Process process;
    private final Options options;
    private final int port;
    private final Thread closer = new Thread(this::stop, "embedded-broker-closer");

    private EmbeddedBroker(Process process, Options options, int port) {
        this.process = process;
        this.options = options;
        this.port = port;
    }

    /**
     * How to run the broker.
     *
     * @param dataDirectory made and formatted on first use; one broker at a time
     * @param port to listen on; 0 for any free one
     * @param advertisedPort that clients are told to connect to, if there is something in between; 0 for none
     * @param security how clients authenticate; empty: every client on this machine may connect
     * @param environment of its process, beside this one's
     */
    public record Options(
            Path dataDirectory,
            int port,
            int advertisedPort,
            Optional<Security> security,
            Map<String, String> environment) {

        public Options {
            dataDirectory = dataDirectory.toAbsolutePath().normalize();
            environment = Map.copyOf(environment);
        }

        /** This with variables of its process. */
        public Options withEnvironment(Map<String, String> variables) {
            return new Options(dataDirectory, port, advertisedPort, security, variables);
        }

        /** With something in between. */
        public Options(Path dataDirectory, int port, int advertisedPort) {
            this(dataDirectory, port, advertisedPort, Optional.empty(), Map.of());
        }

        public Options(Path dataDirectory, int port) {
            this(dataDirectory, port, 0);
        }

        public Options(Path dataDirectory) {
            this(dataDirectory, 0);
        }

        /** For authenticated clients only. */
        public Options(Path dataDirectory, int port, Security security) {
            this(dataDirectory, port, 0, Optional.of(security), Map.of());
        }

        private Path log() {
            return dataDirectory.resolve("broker.log");
        }

        private Path records() {
            return dataDirectory.resolve("records");
        }
    }

    /**
     * How clients authenticate.
     *
     * @param broker settings of the broker, its listeners among them
     * @param owner what the owner of the broker needs to connect, beside its address
     * @param passwords a properties file with the passwords of the users (SCRAM-SHA-512) that the broker knows from the
     *     start; every user of the machine may read a command line
     */
    public record Security(Map<String, String> broker, Map<String, Object> owner, Path passwords) {}

    /**
     * Starts a broker and returns when it answers.
     *
     * @throws StartFailedException if it does not
     */
    public static EmbeddedBroker start(Options options) {
        int attempts = options.port() == 0 ? ATTEMPTS_AT_A_FREE_PORT : 1;
        for (int attempt = 1; ; attempt++) {
            try {
                return startOnce(options, options.port() == 0 ? LoopbackPorts.free() : options.port());
            } catch (StartFailedException e) {
                // Between choosing a free port and listening on it, another process may have taken it.
                if (attempt == attempts || !String.valueOf(e.getMessage()).contains("Address already in use")) {
                    throw e;
                }
            }
        }
    }

    /** Where clients connect, as {@code host:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** What the owner of the broker needs to connect. */
    public Map<String, Object> ownerSettings() {
        Map<String, Object> settings =
                new HashMap<>(options.security().map(Security::owner).orElse(Map.of()));
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        return settings;
    }

    public int port() {
        return port;
    }

    /** For a guard that is to end the broker. */
    public long pid() {
        return process.pid();
    }

    public Path log() {
        return options.log();
    }

    /** Stops the broker: asks it, and kills it if it has not stopped after 20 seconds. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(closer);
        } catch (IllegalStateException e) {
            // The JVM is going down, and the hook with it.
            return;
        }
    }

    private static EmbeddedBroker startOnce(Options options, int port) {
        Path log = options.log();
        try {
            Files.createDirectories(options.dataDirectory());
            if (Files.exists(log)) {
                Files.move(log, options.dataDirectory().resolve("broker.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            int advertised = options.advertisedPort() == 0 ? port : options.advertisedPort();
            Path properties = options.dataDirectory().resolve("server.properties");
            Files.writeString(properties, serverProperties(options, port, advertised));
            List<String> command = new ArrayList<>(command(properties));
            options.security()
                    .ifPresent(secured -> command.add(secured.passwords().toString()));
            ProcessBuilder launch = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .directory(options.dataDirectory().toFile());
            launch.environment().putAll(options.environment());
            Process process = launch.start();
            EmbeddedBroker broker = new EmbeddedBroker(process, options, port);
            Runtime.getRuntime().addShutdownHook(broker.closer);
            broker.awaitAnswer();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException("The broker cannot use " + options.dataDirectory(), e);
        }
    }

    /** One node that is broker and controller, small in memory. What comes last in the file counts. */
    private static String serverProperties(Options options, int port, int advertisedPort) {
        Map<String, String> security = options.security().map(Security::broker).orElse(Map.of());
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%1$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%3$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs=%4$s
                auto.create.topics.enable=false
                group.initial.rebalance.delay.ms=0
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=8
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                num.network.threads=2
                num.io.threads=4
                background.threads=2
                # Taken from the heap at once, 128 MiB by default.
                log.cleaner.dedupe.buffer.size=16777216
                """.formatted(
                                LoopbackPorts.free(),
                                port,
                                advertisedPort,
                                escaped(options.records().toString()))
                + security.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + escaped(entry.getValue()) + "\n")
                        .collect(Collectors.joining());
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\");
    }

    private static List<String> command(Path properties) {
        Path module = checkout().resolve("libs/stack/target");
        Path libraries = module.resolve("broker").resolve("lib");
        if (!Files.isDirectory(libraries)) {
            throw new IllegalStateException(
                    "No broker at " + libraries + ": build it with ./mvnw -pl libs/stack -am package");
        }
        String classPath = module.resolve("classes") + File.pathSeparator + libraries.resolve("*");
        return List.of(
                "sh",
                "-c",
                IGNORING_THE_TERMINAL,
                "kafka",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:MaxMetaspaceSize=160m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS",
                "-cp",
                classPath,
                "dev.shakedown.stack.embedded.BrokerMain",
                properties.toString(),
                Long.toString(ProcessHandle.current().pid()));
    }

    private static Path checkout() {
        String root = System.getProperty("shakedown.root");
        if (root == null) {
            throw new IllegalStateException("The system property shakedown.root must name the root of the checkout");
        }
        return Path.of(root).toAbsolutePath().normalize();
    }

    private void awaitAnswer() {
        Instant deadline = Instant.now().plus(START_TIMEOUT);
        while (!LoopbackPorts.answers(port)) {
            failUnlessInTime(deadline);
        }
        Map<String, Object> configuration = new HashMap<>(ownerSettings());
        configuration.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) START_TIMEOUT.toMillis());
        configuration.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        try (Admin admin = Admin.create(configuration)) {
            // Another broker may have taken the port first; then ours ends, and says why in its log.
            while (!admin.describeCluster().clusterId().get().equals(clusterId())) {
                failUnlessInTime(deadline);
            }
        } catch (ExecutionException | IOException e) {
            close();
            throw new StartFailedException("The broker listens but does not answer", log(), e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the broker started", e);
        }
    }

    private String clusterId() throws IOException {
        Path metadata = options.records().resolve("meta.properties");
        Properties properties = new Properties();
        if (Files.exists(metadata)) {
            try (var reader = Files.newBufferedReader(metadata)) {
                properties.load(reader);
            }
        }
        return properties.getProperty("cluster.id", "");
    }

    private void failUnlessInTime(Instant deadline) {
        boolean alive = process.isAlive();
        if (!alive || Instant.now().isAfter(deadline)) {
            close();
            String what = alive ? "The broker did not answer in time" : "The broker ended with " + process.exitValue();
            throw new StartFailedException(what, log(), null);
        }
        pause();
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the broker started", e);
        }
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
