package dev.shakedown.resultstore.blob;

import dev.shakedown.contract.http.BlobDescription;
import org.jspecify.annotations.Nullable;

/**
 * A stored blob.
 *
 * @param sha256 of its bytes, lower-case hexadecimal
 * @param encoding how they are stored
 * @param object the key of the object that has them; null if they are in the row
 * @param width in pixels, where it was given
 * @param height in pixels, where it was given
 */
public record StoredBlob(
        String sha256,
        String mediaType,
        BlobEncoding encoding,
        @Nullable String object,
        long bytes,
        @Nullable Integer width,
        @Nullable Integer height) {

    /** The description for clients. */
    BlobDescription description() {
        return new BlobDescription(sha256, mediaType, bytes, width, height);
    }
}
