package dev.shakedown.service.body;

import dev.shakedown.contract.Sha256;
import dev.shakedown.service.problem.Checked;
import dev.shakedown.service.problem.ProblemType;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A body that was received whole to disk, so that slow senders cost no memory. Deleted after the response. */
public record ReceivedFile(Path path, long length, Sha256 sha256) {

    private static final int PIECE = 64 * 1024;

    /** This file if it has that SHA-256, or else the problem. */
    public Checked<ReceivedFile> at(Sha256 address) {
        return sha256.equals(address)
                ? new Checked.Valid<>(this)
                : new Checked.Invalid<>(ProblemType.HASH_MISMATCH.problem(
                        "The %d bytes have the SHA-256 %s, not %s".formatted(length, sha256.hex(), address.hex())));
    }

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

    /** Hands the file that {@link BodyReceiver} received to the method. */
    @Provider
    @Consumes(MediaType.WILDCARD)
    public static class ReceivedFileReader implements MessageBodyReader<ReceivedFile> {

        /** Carries the file through the framework, which knows bodies only as streams. */
        static final class Carrier extends ByteArrayInputStream {

            private final ReceivedFile file;

            Carrier(ReceivedFile file) {
                super(new byte[0]);
                this.file = file;
            }
        }

        @Override
        public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
            return type == ReceivedFile.class;
        }

        @Override
        public ReceivedFile readFrom(
                Class<ReceivedFile> type,
                Type genericType,
                Annotation[] annotations,
                MediaType mediaType,
                MultivaluedMap<String, String> headers,
                InputStream body) {
            return ((Carrier) body).file;
        }
    }
}
