package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An uploaded image, by content. Its size is that of the upright picture, with the file's EXIF orientation applied.
 *
 * @param sha256 SHA-256 of the file's bytes, lower-case hexadecimal
 * @param width in pixels
 * @param height in pixels
 * @param recipe what its sender did to a photograph to make the file, human-readable; not written where the file is the
 *     photograph
 */
public record ImageRef(
        String sha256,
        int width,
        int height,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String recipe) {

    @JsonCreator
    public ImageRef {}

    /** An image of which nothing more is said. */
    public ImageRef(String sha256, int width, int height) {
        this(sha256, width, height, null);
    }
}
