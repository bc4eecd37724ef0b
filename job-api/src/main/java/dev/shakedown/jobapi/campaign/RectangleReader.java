package dev.shakedown.jobapi.campaign;

import dev.shakedown.contract.campaign.Rectangle;
import dev.shakedown.jobapi.document.DocumentFields;
import java.util.List;
import java.util.Optional;

/** Reads a region of an image. */
final class RectangleReader {

    private static final String EXPECTED = "a mapping with left, top, width and height in pixels";

    private RectangleReader() {}

    static Optional<Rectangle> read(DocumentFields fields, String name) {
        return fields.mapping(name, EXPECTED).flatMap(rectangle -> {
            rectangle.refuseAllBut("a rectangle", List.of("left", "top", "width", "height"));
            Optional<Long> left = rectangle.whole("left", Limits.PLACE, null);
            Optional<Long> top = rectangle.whole("top", Limits.PLACE, null);
            Optional<Long> width = rectangle.whole("width", Limits.EXTENT, null);
            Optional<Long> height = rectangle.whole("height", Limits.EXTENT, null);
            if (left.isEmpty() || top.isEmpty() || width.isEmpty() || height.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Rectangle(
                    left.get().intValue(),
                    top.get().intValue(),
                    width.get().intValue(),
                    height.get().intValue()));
        });
    }
}
