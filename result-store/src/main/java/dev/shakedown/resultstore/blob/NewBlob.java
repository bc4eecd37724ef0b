package dev.shakedown.resultstore.blob;

import dev.shakedown.contract.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A blob that is to be stored, its digest verified.
 *
 * @param encoding how its bytes are to be stored
 * @param stored the bytes as they are to be stored
 * @param length how many they are themselves
 * @param extent in pixels, where it is known
 */
public record NewBlob(
        Sha256 sha256,
        String mediaType,
        BlobEncoding encoding,
        StoredBytes stored,
        long length,
        @Nullable Extent extent) {

    /** A blob of these bytes, which takes the time to compress them. */
    public static NewBlob of(Sha256 sha256, String mediaType, Content content, @Nullable Extent extent) {
        BlobEncoding.Encoded encoded = BlobEncoding.encode(mediaType, content);
        return new NewBlob(
                sha256, mediaType, encoded.encoding(), StoredBytes.of(encoded.content()), content.length(), extent);
    }

    /** A blob whose bytes are stored as they are. */
    static NewBlob plain(Sha256 sha256, String mediaType, StoredBytes bytes, @Nullable Extent extent) {
        return new NewBlob(sha256, mediaType, BlobEncoding.IDENTITY, bytes, bytes.length(), extent);
    }

    /** The key of its object in a bucket: equal keys have bytes of equal meaning. */
    String key() {
        return encoding == BlobEncoding.IDENTITY ? sha256.hex() : sha256.hex() + "." + encoding.word();
    }
}
