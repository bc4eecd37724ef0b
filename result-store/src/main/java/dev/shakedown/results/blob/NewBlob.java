package dev.shakedown.results.blob;

import org.jspecify.annotations.Nullable;

/**
 * A blob in memory, its digest verified.
 *
 * @param sha256 of the content
 * @param mediaType what the bytes are
 * @param content the bytes
 * @param extent in pixels, where it is known
 */
public record NewBlob(
        Sha256 sha256,
        String mediaType,
        Content content,
        @Nullable Extent extent) {}
