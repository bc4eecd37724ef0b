package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A weight for every pixel, in the coordinates of the sharp image, or of the blurred one where that arrives. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Mask.Region.class, name = "region"),
    @JsonSubTypes.Type(value = Mask.Picture.class, name = "picture")
})
public sealed interface Mask {

    /**
     * One weight in a rectangle and one around it.
     *
     * @param rectangle the region
     * @param inside its weight, at least 0
     * @param outside the weight of all other pixels, at least 0
     */
    record Region(Rectangle rectangle, double inside, double outside) implements Mask {}

    /**
     * An image's brightness as weights from 0 (black) to 1 (white), channel by channel.
     *
     * @param name what people call the mask
     * @param image of the size of the image under attack
     */
    record Picture(String name, ImageRef image) implements Mask {}
}
