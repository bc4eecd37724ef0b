package dev.shakedown.results.blob;

import dev.shakedown.results.database.Database;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The answer that carries a blob's bytes. They never change, so it may be kept for ever. */
@Singleton
public class BlobDownload {

    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private final Database database;
    private final BlobRepository blobs;

    @Inject
    BlobDownload(Database database, BlobRepository blobs) {
        this.database = database;
        this.blobs = blobs;
    }

    /** The bytes, or 304 if the client has them. */
    public Response answer(BlobDescription blob, Request request) {
        EntityTag tag = new EntityTag(blob.sha256());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        if (unchanged != null) {
            return unchanged
                    .tag(tag)
                    .header(HttpHeaders.CACHE_CONTROL, FOR_EVER)
                    .build();
        }
        return Response.ok((StreamingOutput) sink -> copy(blob, sink))
                .type(blob.mediaType())
                .tag(tag)
                .header(HttpHeaders.CONTENT_LENGTH, blob.bytes())
                .header(HttpHeaders.CACHE_CONTROL, FOR_EVER)
                // What users upload must not become a page of this site, whatever they call it.
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "sandbox; default-src 'none'")
                .build();
    }

    private void copy(BlobDescription blob, java.io.OutputStream sink) throws IOException {
        try {
            database.query(connection -> {
                try {
                    blobs.copy(connection, blob, sink);
                    return true;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
