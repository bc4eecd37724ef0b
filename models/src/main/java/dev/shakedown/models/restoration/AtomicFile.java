package dev.shakedown.models.restoration;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files atomically: readers never see half of one. One writer at a time. */
final class AtomicFile {

    private AtomicFile() {}

    /** Fills a file. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes beside the place, and moves the file there once its bytes have reached the disk. */
    static void write(Path place, Content content) throws IOException {
        Path part = place.resolveSibling(place.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                content.writeTo(Channels.newOutputStream(channel));
                channel.force(true);
            }
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
