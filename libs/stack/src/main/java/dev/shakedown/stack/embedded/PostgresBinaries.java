package dev.shakedown.stack.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

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
                closed(base.toAbsolutePath().resolve("shakedown")).resolve("postgres"));
    }

    /**
     * Makes a directory with scripts that run the programs with variables in their environment, which the library has
     * no setting for.
     *
     * @return the directory; the usual one while the programs are not unpacked
     */
    static Path within(Map<String, String> environment, Path scripts) throws IOException {
        if (!isComplete()) {
            return directory();
        }
        StringBuilder script = new StringBuilder("#!/bin/sh\nexec env");
        environment.forEach((name, value) -> script.append(" " + quoted(name + "=" + value)));
        Path directory = directory();
        for (Path program : programs(directory)) {
            Path name = directory.relativize(program);
            Path version = scripts.resolve(name.getName(0));
            Files.createDirectories(version.resolve("bin"));
            Files.writeString(version.resolve(COMPLETE), "");
            Path run = scripts.resolve(name);
            Files.writeString(run, "%s %s \"$@\"%n".formatted(script, quoted(program.toString())));
            Files.setPosixFilePermissions(run, OWNER_ONLY);
        }
        return scripts;
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static List<Path> programs(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory, 3)) {
            return files.filter(file -> directory.relativize(file).getNameCount() == 3)
                    .filter(file -> directory.relativize(file).getName(1).endsWith("bin"))
                    .toList();
        }
    }

    /**
     * Makes a directory for its owner alone; one that exists is checked, and closed to others.
     *
     * @return the directory
     * @throws IOException naming the directory, if it is a link, another account's, or if others could write to it
     */
    static Path closed(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(directory + ": is a link or a file: must be a directory; remove it");
        }
        UserPrincipal owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(self())) {
            throw new IOException(
                    "%s: belongs to %s: must be this account's, because programs are run from it; remove it"
                            .formatted(directory, owner.getName()));
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(
                    ("%s: others can write to it (%s): must be rwx------, because programs are run from it;"
                                    + " remove it")
                            .formatted(directory, PosixFilePermissions.toString(permissions)));
        }
        Files.setPosixFilePermissions(directory, OWNER_ONLY);
        return directory;
    }

    /** The account of this process: the owner of what it makes. */
    private static UserPrincipal self() throws IOException {
        Path probe = Files.createTempFile("shakedown-", ".account");
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
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
