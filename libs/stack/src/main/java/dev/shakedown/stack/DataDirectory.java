package dev.shakedown.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a stack keeps its data and logs. One stack at a time: it is locked while it is open, and the lock is gone when
 * the launcher is. The file {@code lock}, which nothing else may open in this process, names the guard, whose work a
 * next stack waits for.
 */
final class DataDirectory implements AutoCloseable {

    private static final Duration GUARD_NEEDS = Duration.ofSeconds(15);

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens a directory, making it for this account alone if need be.
     *
     * @throws StackFailure if another stack uses it
     */
    static DataDirectory open(Path directory) throws IOException, InterruptedException {
        Path path = directory.toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        Files.createDirectories(path.resolve("logs"));
        FileChannel channel = FileChannel.open(
                path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new StackFailure(directory + " is in use by another ./shakedown up; choose another with --data");
        }
        DataDirectory data = new DataDirectory(path, channel);
        data.awaitFormerGuard();
        Files.deleteIfExists(data.marker());
        Files.createFile(data.marker());
        return data;
    }

    Path path() {
        return path;
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    Path logs() {
        return path.resolve("logs");
    }

    Path log(String name) {
        return logs().resolve(name + ".log");
    }

    /** The offset of a process's clock, if it can be set wrong. */
    Path clock(String name) {
        return path.resolve("clocks").resolve(name);
    }

    /** Made when the directory was opened, hence older than every file that a stack writes into it. */
    Path marker() {
        return path.resolve("opened");
    }

    /** Notes whose work a next stack is to wait for. */
    void guardedBy(long pid) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(Long.toString(pid).getBytes(StandardCharsets.US_ASCII)), 0);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the process.
        }
    }

    /** If the launcher before us was killed, its guard may still be ending its broker and database. */
    private void awaitFormerGuard() throws IOException, InterruptedException {
        // On POSIX, closing any other descriptor of the file would give up this process's lock.
        ByteBuffer content = ByteBuffer.allocate(16);
        channel.read(content, 0);
        String pid = StandardCharsets.US_ASCII.decode(content.flip()).toString().trim();
        if (pid.isEmpty() || pid.length() > 10 || !pid.chars().allMatch(Character::isDigit)) {
            return;
        }
        ProcessHandle guard = ProcessHandle.of(Long.parseLong(pid)).orElse(null);
        Instant deadline = Instant.now().plus(GUARD_NEEDS);
        while (guard != null && guard.isAlive() && Instant.now().isBefore(deadline)) {
            Thread.sleep(100);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
