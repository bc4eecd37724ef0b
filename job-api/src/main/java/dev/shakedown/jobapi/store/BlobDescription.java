package dev.shakedown.jobapi.store;

import org.jspecify.annotations.Nullable;

/**
 * What the result-store knows of stored bytes.
 *
 * @param sha256 their name
 * @param mediaType what they are
 * @param bytes how many
 * @param width in pixels, where it was given; of a kernel its side
 * @param height in pixels, where it was given; of a kernel its side
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
