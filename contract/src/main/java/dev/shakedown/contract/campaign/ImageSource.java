package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** Where a blurred image comes from: a sharp photograph that is to be blurred, or one that arrives blurred. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ImageSource.Sharp.class, name = "sharp"),
    @JsonSubTypes.Type(value = ImageSource.Blurred.class, name = "blurred")
})
public sealed interface ImageSource {

    /** What people call the image, unique in its campaign. */
    String name();

    /**
     * A sharp photograph x.
     *
     * @param name unique in the campaign
     * @param sharp the photograph
     */
    record Sharp(String name, ImageRef sharp) implements ImageSource {}

    /**
     * An image y that arrives blurred.
     *
     * @param name unique in the campaign
     * @param blurred the image
     * @param sharp the ground truth, of the same size, where it is known
     * @param kernel the kernel that blurred it, where it is known; a non-blind network needs it
     */
    record Blurred(
            String name,
            ImageRef blurred,
            @Nullable ImageRef sharp,
            @Nullable KernelSpec kernel) implements ImageSource {}
}
