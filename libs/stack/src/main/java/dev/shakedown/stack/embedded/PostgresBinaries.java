package dev.shakedown.stack.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.io.FileUtils;

/**
 * Where PostgreSQL's programs are unpacked: once a user and machine, in the user's cache ({@code XDG_CACHE_HOME}, or
 * {@code .cache} in the home directory), shared by all servers and closed to other accounts. The library unpacks them,
 * but a process that is killed meanwhile leaves a directory that no later one can use; here such a directory is thrown
 * away first.
 */
final class PostgresBinaries {

    /** The library writes this when it has unpacked everything. */
    private static final String COMPLETE = ".exists";

    private PostgresBinaries() {}

    /** Starts a server, perhaps unpacking the programs first. */
    interface Start {
        EmbeddedPostgres start() throws IOException;
    }

    static Path directory() throws IOException {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        // The library lets all accounts write to its own directory; they cannot enter the one around it.
        return Files.createDirectories(
                PrivateDirectory.in(base.toAbsolutePath().resolve("shakedown")).resolve("postgres"));
    }

    /** Starts a server; while the programs are not unpacked, one at a time over all processes. */
    static synchronized EmbeddedPostgres extracting(Start server) throws IOException {
        if (isComplete()) {
            return server.start();
        }
        Path lockFile = directory().resolve("lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (lock.isValid() && !isComplete()) {
                deleteIncomplete();
            }
            return server.start();
        }
    }

    private static boolean isComplete() throws IOException {
        boolean some = false;
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(directory(), "PG-*")) {
            for (Path version : versions) {
                if (!Files.exists(version.resolve(COMPLETE))) {
                    return false;
                }
                some = true;
            }
        }
        return some;
    }

    private static void deleteIncomplete() throws IOException {
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(directory(), "PG-*")) {
            for (Path version : versions) {
                if (!Files.exists(version.resolve(COMPLETE))) {
                    FileUtils.deleteDirectory(version.toFile());
                }
            }
        }
    }
}
