package dev.shakedown.resultstore.blob;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a blob.
 *
 * @param sha256 of its bytes, lower-case hexadecimal
 * @param mediaType what the bytes are
 * @param encoding how the database holds them; nobody else's business
 * @param bytes how many
 * @param width in pixels, where it was given
 * @param height in pixels, where it was given
 */
public record BlobDescription(
        String sha256,
        String mediaType,
        @JsonIgnore BlobEncoding encoding,
        long bytes,
        @Nullable Integer width,
        @Nullable Integer height) {}
