package dev.shakedown.client.submission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/** A place in a document that names a local file, which upload replaces by the file's hash. */
sealed interface FileReference {

    /** Where in the document as it was written, such as {@code images[0].file}. */
    String field();

    /** The object that says {@code file}. */
    ObjectNode node();

    /** The file that it means. */
    Path file();

    /** A photograph. */
    record Image(String field, ObjectNode node, Path file) implements FileReference {}

    /** A blur kernel, in the format that its ending tells. */
    record Kernel(String field, ObjectNode node, Path file, String format) implements FileReference {}
}
