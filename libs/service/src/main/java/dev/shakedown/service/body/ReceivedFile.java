package dev.shakedown.service.body;

import dev.shakedown.contract.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A body that was received whole to disk, so that slow senders cost no memory. Deleted after the response.
 *
 * @param path the file
 * @param length of the file in bytes
 * @param sha256 of the bytes
 */
public record ReceivedFile(Path path, long length, Sha256 sha256) {

    private static final int PIECE = 64 * 1024;

    /** All of it. */
    public byte[] content() throws IOException {
        byte[] content = new byte[Math.toIntExact(length)];
        try (InputStream file = Files.newInputStream(path)) {
            int filled = 0;
            // Piece by piece: the JDK keeps a direct buffer of the size of the largest read for every thread.
            for (int read = 0; read >= 0 && filled < content.length; filled += Math.max(0, read)) {
                read = file.read(content, filled, Math.min(PIECE, content.length - filled));
            }
            return filled == content.length ? content : Arrays.copyOf(content, filled);
        }
    }
}
