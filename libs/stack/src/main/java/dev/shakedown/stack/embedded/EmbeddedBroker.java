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

    private final Process process;
    private final int port;
    private final int certificatePort;
    private final Optional<SecuredListeners> secured;
    private final Path log;
    private final Path records;
    private final Thread closer = new Thread(this::stop, "embedded-broker-closer");

    private EmbeddedBroker(
            Process process,
            int port,
            int certificatePort,
            Optional<SecuredListeners> secured,
            Path log,
            Path records) {
        this.process = process;
        this.port = port;
        this.certificatePort = certificatePort;
        this.secured = secured;
        this.log = log;
        this.records = records;
    }

    /**
     * How to run the broker.
     *
     * @param dataDirectory made and formatted on first use; one broker at a time
     * @param port to listen on; 0 for any free one
     * @param advertisedPort that clients are told to connect to, if there is something in between; 0 for none
     * @param startTimeout how long the broker may take to answer
     * @param secured how clients authenticate; empty: every client on this machine may connect
     */
    public record Options(
            Path dataDirectory,
            int port,
            int advertisedPort,
            Duration startTimeout,
            Optional<SecuredListeners> secured) {

        private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

        public Options {
            dataDirectory = dataDirectory.toAbsolutePath().normalize();
        }

        public Options(Path dataDirectory, int port) {
            this(dataDirectory, port, 0);
        }

        /** With something in between. */
        public Options(Path dataDirectory, int port, int advertisedPort) {
            this(dataDirectory, port, advertisedPort, START_TIMEOUT, Optional.empty());
        }

        /** On any free port. */
        public Options(Path dataDirectory) {
            this(dataDirectory, 0);
        }

        /** On any free ports, for authenticated clients only. */
        public Options(Path dataDirectory, SecuredListeners secured) {
            this(dataDirectory, 0, 0, START_TIMEOUT, Optional.of(secured));
        }
    }

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

    /** Where clients with a certificate connect to a secured broker, as {@code host:port}. */
    public String certificateBootstrapServers() {
        return "127.0.0.1:" + certificatePort;
    }

    /** What the owner of the broker needs to connect. */
    public Map<String, Object> ownerSettings() {
        Map<String, Object> settings =
                new HashMap<>(secured.map(listeners -> listeners.clientSettings(SecuredListeners.OWNER))
                        .orElse(Map.of()));
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        return settings;
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** The broker's process id, for a guard that is to end it. */
    public long pid() {
        return process.pid();
    }

    /** The broker's log file. */
    public Path log() {
        return log;
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
        Path log = options.dataDirectory().resolve("broker.log");
        try {
            Files.createDirectories(options.dataDirectory());
            if (Files.exists(log)) {
                Files.move(log, options.dataDirectory().resolve("broker.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            int advertised = options.advertisedPort() == 0 ? port : options.advertisedPort();
            Path properties = options.dataDirectory().resolve("server.properties");
            Path records = options.dataDirectory().resolve("records");
            int certificatePort = options.secured().isPresent() ? LoopbackPorts.free() : 0;
            Files.writeString(
                    properties,
                    new BrokerProperties(
                                    records, port, advertised, LoopbackPorts.free(), certificatePort, options.secured())
                            .text());
            List<String> command = new ArrayList<>(command(properties));
            if (options.secured().isPresent()) {
                command.add(passwords(options.secured().get(), options.dataDirectory())
                        .toString());
            }
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .directory(options.dataDirectory().toFile())
                    .start();
            EmbeddedBroker broker = new EmbeddedBroker(process, port, certificatePort, options.secured(), log, records);
            Runtime.getRuntime().addShutdownHook(broker.closer);
            broker.awaitAnswer(options.startTimeout());
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException("The broker cannot use " + options.dataDirectory(), e);
        }
    }

    /** In a file: every user of the machine may read a command line. */
    private static Path passwords(SecuredListeners secured, Path directory) throws IOException {
        Properties passwords = new Properties();
        passwords.putAll(secured.passwords());
        Path file = directory.resolve("passwords.properties");
        try (var writer = Files.newBufferedWriter(file)) {
            passwords.store(writer, null);
        }
        return file;
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

    private void awaitAnswer(Duration timeout) {
        Instant deadline = Instant.now().plus(timeout);
        while (!LoopbackPorts.answers(port)) {
            failUnlessInTime(deadline);
        }
        Map<String, Object> configuration = new HashMap<>(ownerSettings());
        configuration.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        configuration.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(timeout.toMillis(), 5_000));
        try (Admin admin = Admin.create(configuration)) {
            // Another broker may have taken the port first; then ours ends, and says why in its log.
            while (!admin.describeCluster().clusterId().get().equals(clusterId())) {
                failUnlessInTime(deadline);
            }
        } catch (ExecutionException | IOException e) {
            close();
            throw new StartFailedException("The broker listens but does not answer", log, e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the broker started", e);
        }
    }

    private String clusterId() throws IOException {
        Path metadata = records.resolve("meta.properties");
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
            throw new StartFailedException(what, log, null);
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
