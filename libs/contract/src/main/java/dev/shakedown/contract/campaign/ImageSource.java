package dev.shakedown.contract.campaign;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
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

    /** The data set that the image is of, where the campaign says so: results can be averaged over each. */
    @Nullable
    String dataSet();

    /**
     * A sharp photograph x.
     *
     * @param name unique in the campaign
     * @param dataSet what it is of; not written where nothing is said
     * @param sharp the photograph
     */
    record Sharp(
            String name,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String dataSet,

            ImageRef sharp) implements ImageSource {

        @JsonCreator
        public Sharp {}

        /** A photograph of no data set. */
        public Sharp(String name, ImageRef sharp) {
            this(name, null, sharp);
        }
    }

    /**
     * An image y that arrives blurred.
     *
     * @param name unique in the campaign
     * @param dataSet what it is of; not written where nothing is said
     * @param blurred the image
     * @param sharp the ground truth, of the same size, where it is known
     * @param kernel the kernel that blurred it, where it is known; a non-blind network needs it
     */
    record Blurred(
            String name,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String dataSet,

            ImageRef blurred,
            @Nullable ImageRef sharp,
            @Nullable KernelSpec kernel)
            implements ImageSource {

        @JsonCreator
        public Blurred {}

        /** An image of no data set. */
        public Blurred(String name, ImageRef blurred, @Nullable ImageRef sharp, @Nullable KernelSpec kernel) {
            this(name, null, blurred, sharp, kernel);
        }
    }
}
