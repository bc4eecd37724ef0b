package dev.shakedown.resultstore.blob;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Size of an image or of an array of pixels. */
public record Extent(int width, int height) {

    private static final int CHANNELS = 3;
    private static final Pattern SHAPE = Pattern.compile("(?:(\\d{1,6})x)?(\\d{1,6})x(\\d{1,6})");

    /** Reads {@code HxW} or {@code 3xHxW}, slowest extent first; empty for anything else. */
    public static Optional<Extent> ofShape(String shape) {
        Matcher extents = SHAPE.matcher(shape);
        if (!extents.matches() || (extents.group(1) != null && Integer.parseInt(extents.group(1)) != CHANNELS)) {
            return Optional.empty();
        }
        return Optional.of(new Extent(Integer.parseInt(extents.group(3)), Integer.parseInt(extents.group(2))));
    }
}
