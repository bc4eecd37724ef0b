package dev.shakedown.contract.http;

import org.jspecify.annotations.Nullable;

/**
 * A stored file.
 *
 * @param sha256 of its bytes, lower-case hexadecimal
 * @param mediaType what the bytes are
 * @param bytes how many
 * @param width in pixels, where it was given: of an image that of the upright picture (EXIF orientation applied), of a
 *     kernel its side
 * @param height likewise
 */
public record BlobDescription(
        String sha256,
        String mediaType,
        long bytes,
        @Nullable Integer width,
        @Nullable Integer height) {

    /** Media type of stored kernels. */
    public static final String KERNEL = "application/x-npy";
}
