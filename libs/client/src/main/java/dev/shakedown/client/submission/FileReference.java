package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.shakedown.imaging.image.PhotographRecipe;
import dev.shakedown.imaging.image.PhotographRecipe.Fit;
import org.jspecify.annotations.Nullable;

/** A place in a document that names a local file, which upload replaces by the file's hash. */
sealed interface FileReference {

    /** Where in the document as it was written, such as {@code images[0]} or {@code blurs[1].kernel}. */
    String place();

    /** The object that says {@code file}. */
    ObjectNode node();

    /** The file that it means. */
    FoundFile file();

    /** What the file is to be. */
    String expected();

    /** The field, such as {@code images[0].file}. */
    default String field() {
        return place() + ".file";
    }

    /** A line about the file. */
    default String line(String what) {
        return field() + ": " + file().shown() + ": " + what;
    }

    /**
     * A photograph.
     *
     * @param recipe what is done to it before it is uploaded
     * @param fit how it gets the size of the images under attack, or which of them stay; null if it has that size
     */
    record Image(
            String place,
            ObjectNode node,
            FoundFile file,
            PhotographRecipe recipe,
            @Nullable Fit fit) implements FileReference {

        /** A photograph that needs to fit no other. */
        Image(String place, ObjectNode node, FoundFile file, PhotographRecipe recipe) {
            this(place, node, file, recipe, null);
        }

        @Override
        public String expected() {
            return "a picture";
        }
    }

    /** A blur kernel, in the format that its ending tells. */
    record Kernel(String place, ObjectNode node, FoundFile file, String format) implements FileReference {

        @Override
        public String expected() {
            return "a kernel";
        }
    }
}
