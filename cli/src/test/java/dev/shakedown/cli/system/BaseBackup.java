package dev.shakedown.cli.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A backup of a running PostgreSQL as {@code pg_basebackup --wal-method=fetch} makes it, which the embedded binaries do
 * not have: the low-level interface of PostgreSQL's manual, section 25.3.4.
 */
final class BaseBackup {

    private static final Set<String> NOT_COPIED = Set.of("pg_wal", "postmaster.pid", "postmaster.opts", "epg-lock");

    private BaseBackup() {}

    /** Copies a cluster to a folder that is not there yet. */
    static void take(String jdbcUrl, String user, Path cluster, Path to) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, "");
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('nightly', fast => true)");
            copy(cluster, to, NOT_COPIED);
            try (ResultSet stopped = statement.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
                stopped.next();
                Files.writeString(to.resolve("backup_label"), stopped.getString(1));
            }
            copy(cluster.resolve("pg_wal"), to.resolve("pg_wal"), Set.of());
        }
    }

    private static void copy(Path from, Path to, Set<String> leftOut) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(file ->
                            !leftOut.contains(from.relativize(file).getName(0).toString()))
                    .forEach(file ->
                            copyOne(file, to.resolve(from.relativize(file).toString())));
        }
    }

    /** A running server deletes files, which the WAL then knows. */
    private static void copyOne(Path file, Path to) {
        try {
            Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (NoSuchFileException e) {
            if (Files.exists(file)) {
                throw new UncheckedIOException(e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
