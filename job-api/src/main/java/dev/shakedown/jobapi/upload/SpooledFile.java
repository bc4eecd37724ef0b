package dev.shakedown.jobapi.upload;

import dev.shakedown.contract.Sha256;
import dev.shakedown.service.problem.LimitedBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An uploaded file on disk, so that slow senders cost no memory. Deleted when closed.
 *
 * @param path where it lies
 * @param sha256 of its bytes, lower-case hexadecimal
 */
record SpooledFile(Path path, String sha256) implements AutoCloseable {

    private static final int PIECE = 64 * 1024;

    /** Receives a body; empty if it is larger than the limit. */
    static Optional<SpooledFile> receive(InputStream body, long limit) throws IOException {
        Path path = Files.createTempFile("shakedown-upload-", null);
        boolean whole = false;
        MessageDigest digest = Sha256.newDigest();
        try (OutputStream file = new DigestOutputStream(Files.newOutputStream(path), digest)) {
            whole = LimitedBody.copy(body, file, limit);
        } finally {
            if (!whole) {
                Files.deleteIfExists(path);
            }
        }
        return whole ? Optional.of(new SpooledFile(path, HexFormat.of().formatHex(digest.digest()))) : Optional.empty();
    }

    /** All of it. */
    byte[] content() throws IOException {
        byte[] content = new byte[Math.toIntExact(Files.size(path))];
        try (InputStream file = Files.newInputStream(path)) {
            int filled = 0;
            // Piece by piece: the JDK keeps a direct buffer of the size of the largest read for every thread.
            for (int read = 0; read >= 0 && filled < content.length; filled += Math.max(0, read)) {
                read = file.read(content, filled, Math.min(PIECE, content.length - filled));
            }
            return filled == content.length ? content : Arrays.copyOf(content, filled);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
