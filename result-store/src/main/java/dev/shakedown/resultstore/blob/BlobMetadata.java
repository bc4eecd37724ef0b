package dev.shakedown.resultstore.blob;

import dev.shakedown.service.problem.Checked;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an uploader says of a blob.
 *
 * @param extent in pixels, if the uploader knows
 */
record BlobMetadata(String mediaType, @Nullable Extent extent) {

    private static final String UNKNOWN = "application/octet-stream";
    private static final int LONGEST_SIDE = 65_535;
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z]+/[a-zA-Z0-9][a-zA-Z0-9.+_-]{0,80}");

    static Checked<BlobMetadata> check(@Nullable String contentType, @Nullable String width, @Nullable String height) {
        String mediaType = contentType == null ? UNKNOWN : contentType.split(";", 2)[0].trim();
        if (!MEDIA_TYPE.matcher(mediaType).matches()) {
            return Checked.invalid("Content-Type", mediaType, "a media type such as image/png");
        }
        if (width == null && height == null) {
            return new Checked.Valid<>(new BlobMetadata(mediaType, null));
        }
        int w = side(width);
        int h = side(height);
        if (w == 0) {
            return Checked.invalid("width", String.valueOf(width), "a whole number of pixels from 1 to 65535");
        }
        if (h == 0) {
            return Checked.invalid("height", String.valueOf(height), "a whole number of pixels from 1 to 65535");
        }
        return new Checked.Valid<>(new BlobMetadata(mediaType, new Extent(w, h)));
    }

    /** 0 if it is not a positive number. */
    private static int side(@Nullable String text) {
        if (text == null || !text.matches("[1-9]\\d{0,4}")) {
            return 0;
        }
        int pixels = Integer.parseInt(text);
        return pixels <= LONGEST_SIDE ? pixels : 0;
    }
}
