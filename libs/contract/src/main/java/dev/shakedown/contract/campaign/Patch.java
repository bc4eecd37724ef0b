package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** What an edited region is to show. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Patch.Picture.class, name = "picture"),
    @JsonSubTypes.Type(value = Patch.Text.class, name = "text")
})
public sealed interface Patch {

    /**
     * An image of the rectangle's size.
     *
     * @param image the image
     */
    record Picture(ImageRef image) implements Patch {}

    /**
     * Text, drawn as large as it fits into the rectangle, in its middle.
     *
     * @param text what is written, such as {@code 90}
     * @param colour of the letters, {@code #rrggbb}
     * @param background of the rectangle, {@code #rrggbb}; null to write on what is there
     */
    record Text(String text, String colour, @Nullable String background) implements Patch {}
}
