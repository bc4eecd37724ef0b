package dev.shakedown.local.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a command's stack keeps its data: the directory that the user named, or one that is gone when it is closed. */
final class ScratchDirectory implements AutoCloseable {

    private final Path path;
    private final boolean kept;

    /**
     * Makes one.
     *
     * @param named what the user gave as {@code --out}
     * @throws CommandException if it holds something else
     */
    ScratchDirectory(@Nullable Path named) throws IOException {
        if (named != null && !new DemoFolder(named).isFree()) {
            throw CommandException.badInput("--out: " + named + ": holds something else; must be a new directory");
        }
        this.kept = named != null;
        this.path = named == null ? Files.createTempDirectory("shakedown-") : named.toAbsolutePath();
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (!kept) {
            DemoFolder.deleteTree(path);
        }
    }
}
