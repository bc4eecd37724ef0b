package dev.shakedown.stack.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A backup of a running PostgreSQL as {@code pg_basebackup --wal-method=fetch} makes it, which the embedded binaries do
 * not have: the low-level interface of PostgreSQL's manual, section 25.3.4.
 */
final class BaseBackup {

    private static final Set<String> NOT_COPIED = Set.of("pg_wal", "postmaster.pid", "postmaster.opts", "epg-lock");
    /** Of a segment's name in {@code pg_wal}, which is in the order of time. */
    private static final int SEGMENT_DIGITS = 24;

    private BaseBackup() {}

    /** Copies a cluster to a directory that does not exist yet. */
    static void take(String jdbcUrl, String user, Path cluster, Path to) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, "");
                Statement statement = connection.createStatement()) {
            String first = text(statement, "SELECT pg_walfile_name(pg_backup_start('base', fast => true))");
            copy(cluster, to, file -> !NOT_COPIED.contains(file.getName(0).toString()));
            Files.writeString(to.resolve("backup_label"), text(statement, "SELECT labelfile FROM pg_backup_stop()"));
            String last = text(statement, "SELECT pg_walfile_name(pg_current_wal_lsn())");
            copy(cluster.resolve("pg_wal"), to.resolve("pg_wal"), file -> isBetween(first, last, file.toString()));
        }
    }

    /** Earlier segments are in the copy of the cluster, and those after the last are for later use. */
    private static boolean isBetween(String first, String last, String file) {
        return file.length() != SEGMENT_DIGITS || (file.compareTo(first) >= 0 && file.compareTo(last) <= 0);
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path name = from.relativize(directory);
                if (!directory.equals(from) && !wanted.test(name)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.copy(directory, to.resolve(name.toString()), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path name = from.relativize(file);
                if (wanted.test(name)) {
                    try {
                        Files.copy(file, to.resolve(name.toString()), StandardCopyOption.COPY_ATTRIBUTES);
                    } catch (IOException e) {
                        return visitFileFailed(file, e);
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            /** A running server deletes files, which the WAL then knows. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException && !Files.exists(file)) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }
}
