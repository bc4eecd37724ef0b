package dev.shakedown.resultstore.blob;

import dev.shakedown.contract.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A blob in memory, its digest verified.
 *
 * @param stored the bytes as they are to be stored
 * @param length how many they are themselves
 * @param extent in pixels, where it is known
 */
public record NewBlob(
        Sha256 sha256,
        String mediaType,
        BlobEncoding.Encoded stored,
        int length,
        @Nullable Extent extent) {

    /** A blob of these bytes, which takes the time to compress them. */
    public static NewBlob of(Sha256 sha256, String mediaType, Content content, @Nullable Extent extent) {
        return new NewBlob(sha256, mediaType, BlobEncoding.encode(mediaType, content), content.length(), extent);
    }
}
