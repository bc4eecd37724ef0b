package dev.shakedown.stack.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;

/**
 * A PostgreSQL server with one database, {@value #DATABASE}, listening on 127.0.0.1 only; every connection is trusted.
 * What is committed is on disk: the data directory may be opened again later, also after the server was killed. The
 * server stops when the JVM that started it ends in order. Thread-safe.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final String DATABASE = "shakedown";
    private static final String USER = "postgres";
    /** Crash recovery included. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private static final Duration DYING = Duration.ofSeconds(30);

    /** System V shared memory segments, a line each, and where a line has the id and how many processes use it. */
    private static final Path SEGMENTS = Path.of("/proc/sysvipc/shm");

    private static final int SEGMENT_ID = 1;
    private static final int SEGMENT_USERS = 6;
    /** The line of a lock file with the key and the id of the server's segment. */
    private static final int LOCKED_SEGMENT = 6;

    private final EmbeddedPostgres postgres;
    private final long pid;
    private final Options options;

    private EmbeddedDatabase(EmbeddedPostgres postgres, long pid, Options options) {
        this.postgres = postgres;
        this.pid = pid;
        this.options = options;
    }

    /**
     * How to run the server.
     *
     * @param dataDirectory made on first use; one server at a time
     * @param port to listen on; 0 for any free one
     * @param environment of its processes, beside this one's; not of the very first server of this account, which
     *     unpacks PostgreSQL
     */
    public record Options(Path dataDirectory, int port, Map<String, String> environment) {

        public Options {
            dataDirectory = dataDirectory.toAbsolutePath().normalize();
            environment = Map.copyOf(environment);
        }

        public Options(Path dataDirectory, int port) {
            this(dataDirectory, port, Map.of());
        }

        public Options(Path dataDirectory) {
            this(dataDirectory, 0);
        }

        Path cluster() {
            return dataDirectory.resolve("cluster");
        }

        Path log() {
            return dataDirectory.resolve("postgres.log");
        }
    }

    /**
     * Starts a server and returns when it answers and has the database.
     *
     * @throws StartFailedException if it does not
     */
    public static EmbeddedDatabase start(Options options) {
        boolean usedBefore = Files.exists(options.cluster().resolve("PG_VERSION"));
        try {
            try {
                return startOnce(options);
            } catch (IOException | SQLException | RuntimeException e) {
                if (!usedBefore && options.port() != 0) {
                    throw e;
                }
                // A directory left by a crash can need a second go, and a free port may have been taken meanwhile.
                Files.deleteIfExists(options.cluster().resolve("epg-lock"));
                return startOnce(options);
            }
        } catch (IOException | SQLException | RuntimeException e) {
            throw new StartFailedException("PostgreSQL did not start: " + e.getMessage(), options.log(), e);
        }
    }

    /** Where JDBC connects, without user or password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), DATABASE);
    }

    /** The owner of the database; needs no password. */
    public String user() {
        return USER;
    }

    public int port() {
        return postgres.getPort();
    }

    /** Process id of the postmaster, for a guard that is to end it; its children end with it. */
    public long pid() {
        return pid;
    }

    public Path log() {
        return options.log();
    }

    /** Makes a base backup while the server runs; the directory must not exist. */
    public void backUp(Path to) throws IOException, SQLException {
        BaseBackup.take(jdbcUrl(), USER, options.cluster(), to);
    }

    /**
     * Starts a server from a base backup, which becomes its data; those that were there are deleted, and the server
     * that was killed there is waited for.
     *
     * @throws StartFailedException if it does not start
     */
    public static EmbeddedDatabase restore(Options options, Path backup) throws IOException {
        forgetKilled(options.cluster());
        FileUtils.deleteDirectory(options.cluster().toFile());
        Files.createDirectories(options.dataDirectory());
        Files.move(backup, options.cluster());
        return start(options);
    }

    /** Stops the server; the data stay. */
    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for a server that was killed to be gone, which can take seconds, and deletes its lock file if its parent
     * has not noticed its end yet. PostgreSQL itself takes such a process for a server that runs, and does not start
     * while a child of it is busy with a statement.
     */
    private static void forgetKilled(Path cluster) throws IOException {
        Path lock = cluster.resolve("postmaster.pid");
        if (!Files.exists(lock)) {
            return;
        }
        List<String> locked = Files.readAllLines(lock);
        Path status = Path.of("/proc", locked.get(0).trim(), "stat");
        Instant latest = Instant.now().plus(DYING);
        while (Files.exists(status) && !isZombie(status) && Instant.now().isBefore(latest)) {
            pause();
        }
        while (hasUsers(locked) && Instant.now().isBefore(latest)) {
            pause();
        }
        if (Files.exists(status) && isZombie(status)) {
            Files.delete(lock);
        }
    }

    /** Whether processes of the server that wrote this lock file are left; false where the system does not tell. */
    private static boolean hasUsers(List<String> locked) throws IOException {
        if (locked.size() <= LOCKED_SEGMENT || !Files.exists(SEGMENTS)) {
            return false;
        }
        String[] keyAndId = locked.get(LOCKED_SEGMENT).trim().split("\\s+");
        return Files.readAllLines(SEGMENTS).stream()
                .map(line -> line.trim().split("\\s+"))
                .anyMatch(segment -> segment[SEGMENT_ID].equals(keyAndId[keyAndId.length - 1])
                        && !segment[SEGMENT_USERS].equals("0"));
    }

    private static boolean isZombie(Path status) throws IOException {
        try {
            String line = Files.readString(status);
            return line.startsWith(" Z ", line.lastIndexOf(')') + 1);
        } catch (IOException e) {
            // It is gone now.
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("PostgreSQL was not started: interrupted");
        }
    }

    private static EmbeddedDatabase startOnce(Options options) throws IOException, SQLException {
        Files.createDirectories(options.dataDirectory());
        forgetKilled(options.cluster());
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(options.log().toFile());
        Path programs = programs(options);
        EmbeddedPostgres.Builder server = EmbeddedPostgres.builder()
                .setDataDirectory(options.cluster())
                .setCleanDataDirectory(false)
                .setPort(options.port() == 0 ? LoopbackPorts.free() : options.port())
                .setPGStartupWait(START_TIMEOUT)
                .setOverrideWorkingDirectory(programs.toFile())
                .setPgBinaryResolver(new Programs(programs))
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setLocaleConfig("locale", "C")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("max_connections", "60")
                // Perturbations come in gigabytes; by default that is a checkpoint every few seconds.
                .setServerConfig("max_wal_size", "2GB")
                .setServerConfig("synchronous_commit", "on")
                // The library starts PostgreSQL with -F, which switches this off.
                .setServerConfig("fsync", "on");
        EmbeddedPostgres postgres = PostgresBinaries.extracting(server::start);
        try {
            ensureOwn(postgres, options);
            createDatabase(postgres);
            return new EmbeddedDatabase(postgres, postmaster(options.cluster()), options);
        } catch (IOException | SQLException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** The library remembers the directory of a resolver; those of equal directories are equal. */
    private record Programs(Path directory) implements PgBinaryResolver {
        @Override
        public InputStream getPgBinary(String system, String machine) throws IOException {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
        }
    }

    private static Path programs(Options options) throws IOException {
        return options.environment().isEmpty()
                ? PostgresBinaries.directory()
                : PostgresBinaries.within(
                        options.environment(), options.dataDirectory().resolve("programs"));
    }

    /** The library is content with any server on the port, also when the one that it started could not listen. */
    private static void ensureOwn(EmbeddedPostgres postgres, Options options) throws IOException, SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW data_directory")) {
            if (!rows.next() || !Files.isSameFile(Path.of(rows.getString(1)), options.cluster())) {
                throw new IOException("Address already in use: port " + postgres.getPort());
            }
        }
    }

    private static void createDatabase(EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet known =
                    statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                if (known.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + DATABASE);
        }
    }

    private static long postmaster(Path cluster) throws IOException {
        return Long.parseLong(
                Files.readAllLines(cluster.resolve("postmaster.pid")).get(0).trim());
    }
}
