package dev.shakedown.resultstore.blob;

import dev.shakedown.contract.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The body of an upload after it was read to its end, or to the limit. */
sealed interface Upload {

    int BUFFER = 64 * 1024;

    /**
     * The body is whole. On disk, so that memory does not depend on how large it is and on how many come at once, and
     * so that no transaction waits for a slow client.
     *
     * @param file holds the bytes; the receiver deletes it
     * @param length of the file in bytes
     * @param sha256 of the bytes
     */
    record Received(Path file, long length, Sha256 sha256) implements Upload, AutoCloseable {

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /** The body is larger than allowed; nothing is kept. */
    record TooLarge() implements Upload {}

    static Upload receive(InputStream body, long limit) throws IOException {
        Path file = Files.createTempFile("shakedown-upload-", ".part");
        boolean keep = false;
        try (OutputStream sink = Files.newOutputStream(file)) {
            MessageDigest digest = Sha256.newDigest();
            byte[] buffer = new byte[BUFFER];
            long length = 0;
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                length += read;
                if (length > limit) {
                    return new TooLarge();
                }
                digest.update(buffer, 0, read);
                sink.write(buffer, 0, read);
            }
            keep = true;
            return new Received(file, length, Sha256.of(digest));
        } finally {
            if (!keep) {
                Files.deleteIfExists(file);
            }
        }
    }
}
