package dev.shakedown.lab.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A small file system of a stack's own, which can be filled. Belongs to one thread. */
final class SmallDisk {

    /** The largest that is filled: more would take long, and could be a disk that others use. */
    private static final long LARGEST = 8L << 30;

    private static final int[] BLOCKS = {1 << 20, 1 << 12, 1};

    private final Path ballast;

    SmallDisk(Path data) {
        this.ballast = data.resolve("ballast");
    }

    /** Whether a directory is on a file system of its own of at most 8 GiB. */
    static boolean has(Path data) throws IOException {
        FileStore store = Files.getFileStore(data);
        return store.getTotalSpace() <= LARGEST
                && !store.equals(Files.getFileStore(Path.of(System.getProperty("java.io.tmpdir"))))
                && !store.equals(Files.getFileStore(Path.of(System.getProperty("user.home"))));
    }

    /** Writes until nothing more can be written; gives how many bytes. */
    long fill() throws IOException {
        long written = 0;
        try (FileChannel file = FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int block : BLOCKS) {
                ByteBuffer zeros = ByteBuffer.allocateDirect(block);
                boolean full = false;
                while (!full) {
                    zeros.clear();
                    try {
                        written += file.write(zeros);
                    } catch (IOException e) {
                        full = true;
                    }
                }
            }
        }
        return written;
    }

    /** Makes room again. */
    void free() throws IOException {
        Files.deleteIfExists(ballast);
    }
}
