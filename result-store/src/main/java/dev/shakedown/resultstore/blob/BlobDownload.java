package dev.shakedown.resultstore.blob;

import dev.shakedown.contract.Sha256;
import dev.shakedown.resultstore.database.Database;
import dev.shakedown.service.problem.ProblemMapper;
import dev.shakedown.service.problem.ProblemType;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The answer that carries a blob's bytes, or a part of them. They never change, so it may be kept for ever. */
@Singleton
public class BlobDownload {

    private static final int PIECE = 1024 * 1024;
    private static final int BUFFER = 64 * 1024;

    /** Not by proxies: their clients may lack the right to read. */
    private static final String FOR_EVER = "private, max-age=31536000, immutable";

    private final Database database;
    private final BlobRepository blobs;
    private final Bucket bucket;

    BlobDownload(Database database, BlobRepository blobs, Bucket bucket) {
        this.database = database;
        this.blobs = blobs;
        this.bucket = bucket;
    }

    /** The bytes, the part that the header {@code Range} names, or 304 if the client has them. */
    public Response answer(StoredBlob blob, Request request, HttpHeaders headers) {
        EntityTag tag = new EntityTag(blob.sha256());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        if (unchanged != null) {
            return unchanged
                    .tag(tag)
                    .header(HttpHeaders.CACHE_CONTROL, FOR_EVER)
                    .build();
        }
        ByteRange.Wanted wanted = ByteRange.read(range(headers, tag), blob.bytes());
        if (wanted instanceof ByteRange.Wanted.None) {
            return outside(blob);
        }
        if (wanted instanceof ByteRange.Wanted.Part part) {
            return described(Response.status(Response.Status.PARTIAL_CONTENT), blob, tag, part.range())
                    .header("Content-Range", part.range().contentRange(blob.bytes()))
                    .build();
        }
        return described(Response.ok(), blob, tag, ByteRange.all(blob.bytes())).build();
    }

    /**
     * Writes a blob's bytes out, a piece at a time.
     *
     * @throws IOException if the sink fails, or the blob does not exist or was deleted
     */
    public void copy(String sha256, OutputStream sink) throws IOException {
        StoredBlob blob = Sha256.parse(sha256)
                .flatMap(address -> database.query(connection -> blobs.describe(connection, address)))
                .orElseThrow(() -> new IOException("There is no blob " + sha256));
        copy(blob, ByteRange.all(blob.bytes()), sink);
    }

    /** The requested range; If-Range never fails, because a blob has one version. */
    private static @Nullable String range(HttpHeaders headers, EntityTag tag) {
        String unless = headers.getHeaderString("If-Range");
        boolean isOurs = unless == null || unless.equals('"' + tag.getValue() + '"');
        return isOurs ? headers.getHeaderString("Range") : null;
    }

    private static Response outside(StoredBlob blob) {
        return Response.fromResponse(ProblemMapper.response(
                        ProblemType.RANGE_NOT_SATISFIABLE,
                        "Range: must begin within the %d bytes that there are".formatted(blob.bytes())))
                .header("Content-Range", "bytes */" + blob.bytes())
                .build();
    }

    private Response.ResponseBuilder described(
            Response.ResponseBuilder answer, StoredBlob blob, EntityTag tag, ByteRange range) {
        return answer.entity((StreamingOutput) sink -> copy(blob, range, sink))
                .type(blob.mediaType())
                .tag(tag)
                .header(HttpHeaders.CONTENT_LENGTH, range.length())
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CACHE_CONTROL, FOR_EVER)
                // What users upload must not become a page of this site, whatever they call it.
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox; default-src 'none'");
    }

    /**
     * Writes a part of a blob's bytes out, a piece at a time, however large it is and however slow the sink: each piece
     * is read for itself, so that who waits for a client keeps no connection. What is coded is decoded from its first
     * byte on. Of the whole of an object the digest is verified before the last piece is written.
     */
    private void copy(StoredBlob blob, ByteRange range, OutputStream sink) throws IOException {
        boolean isPlain = blob.encoding() == BlobEncoding.IDENTITY;
        long end = range.first() + range.length();
        MessageDigest digest = Sha256.newDigest();
        boolean isVerified = blob.object() != null && range.length() == blob.bytes();
        try (InputStream bytes = blob.encoding()
                .decode(new PieceStream(
                        offset -> {
                            long from = isPlain ? range.first() + offset : offset;
                            long most = isPlain ? Math.min(PIECE, end - from) : PIECE;
                            return stored(blob, from, (int) most);
                        },
                        PIECE,
                        () -> {}))) {
            if (!isPlain) {
                bytes.skipNBytes(range.first());
            }
            // What is verified in one piece is refused before anything was sent.
            byte[] buffer = new byte[(int) Math.min(isVerified ? PIECE : BUFFER, range.length())];
            for (long left = range.length(); left > 0; ) {
                int read = read(blob, bytes, buffer, left);
                left -= read;
                if (isVerified) {
                    digest.update(buffer, 0, read);
                    if (left == 0) {
                        verify(blob, Sha256.of(digest));
                    }
                }
                sink.write(buffer, 0, read);
            }
        }
    }

    private byte[] stored(StoredBlob blob, long offset, int length) throws DamagedBlobException {
        return blob.object() == null
                ? database.query(connection -> blobs.piece(connection, blob.sha256(), offset, length))
                : bucket.piece(blob.object(), offset, length);
    }

    /** Fills the buffer as far as there is something left. */
    private static int read(StoredBlob blob, InputStream bytes, byte[] buffer, long left) throws DamagedBlobException {
        int wanted = (int) Math.min(buffer.length, left);
        int read;
        try {
            read = bytes.readNBytes(buffer, 0, wanted);
        } catch (DamagedBlobException e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedBlobException("Blob %s cannot be decoded: %s".formatted(blob.sha256(), e.getMessage()));
        }
        if (read < wanted) {
            throw new DamagedBlobException("Blob %s ends %d bytes early".formatted(blob.sha256(), left - read));
        }
        return read;
    }

    private static void verify(StoredBlob blob, Sha256 actual) throws DamagedBlobException {
        if (!actual.hex().equals(blob.sha256())) {
            throw new DamagedBlobException("Blob %s: the bytes of the object %s have the SHA-256 %s"
                    .formatted(blob.sha256(), blob.object(), actual.hex()));
        }
    }

    /**
     * A part of a blob (RFC 9110, section 14).
     *
     * @param first offset of its first byte, from 0
     */
    record ByteRange(long first, long length) {

        private static final Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

        /** What a request asks for. */
        sealed interface Wanted {
            /** All of it: nothing was said, or nothing that this service knows, which may be overlooked. */
            record All() implements Wanted {}

            record Part(ByteRange range) implements Wanted {}

            /** A part that the blob does not have. */
            record None() implements Wanted {}
        }

        /** Reads the header {@code Range} for a blob of that length. */
        static Wanted read(@Nullable String header, long length) {
            Optional<Matcher> matcher =
                    Optional.ofNullable(header).map(ONE_RANGE::matcher).filter(Matcher::matches);
            if (matcher.isEmpty()) {
                return new Wanted.All();
            }
            String first = matcher.get().group(1);
            String last = matcher.get().group(2);
            if (first.isEmpty() && last.isEmpty()) {
                return new Wanted.All();
            }
            if (first.isEmpty()) {
                long suffix = Math.min(Long.parseLong(last), length);
                return suffix == 0 ? new Wanted.None() : new Wanted.Part(new ByteRange(length - suffix, suffix));
            }
            long from = Long.parseLong(first);
            long to = last.isEmpty() ? length - 1 : Math.min(Long.parseLong(last), length - 1);
            if (!last.isEmpty() && Long.parseLong(last) < from) {
                return new Wanted.All();
            }
            return from >= length ? new Wanted.None() : new Wanted.Part(new ByteRange(from, to - from + 1));
        }

        static ByteRange all(long length) {
            return new ByteRange(0, length);
        }

        /** The value of {@code Content-Range}. */
        String contentRange(long whole) {
            return "bytes %d-%d/%d".formatted(first, first + length - 1, whole);
        }
    }
}
