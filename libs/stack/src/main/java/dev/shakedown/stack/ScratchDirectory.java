package dev.shakedown.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/** A directory for a command's data: the one that the user named, which is kept, or a temporary one. */
public final class ScratchDirectory implements AutoCloseable {

    private final Path path;
    private final boolean kept;

    /**
     * Makes one.
     *
     * @param named what the user gave, which {@link #isFree} must accept; null for a temporary directory
     */
    public ScratchDirectory(@Nullable Path named) throws IOException {
        this.kept = named != null;
        this.path = named == null ? Files.createTempDirectory("shakedown-") : named.toAbsolutePath();
    }

    /** Whether a directory does not exist yet or is empty. */
    public static boolean isFree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    public Path path() {
        return path;
    }

    /** Deletes the directory if it is a temporary one. */
    @Override
    public void close() throws IOException {
        if (!kept) {
            deleteTree(path);
        }
    }

    /** Deletes a directory and everything in it, if it exists; links are deleted, not followed. */
    public static void deleteTree(Path directory) throws IOException {
        FileUtils.deleteDirectory(directory.toFile());
    }
}
