package dev.shakedown.client.submission;

import java.nio.file.Path;

/**
 * A file that a document names, alone or among others.
 *
 * @param path where it is
 * @param shown its path as the document's author would write it, with slashes
 * @param relative its path below the folder that was named, or below the folder where wildcards begin
 * @param key what tells it from the others of its pattern: what wildcards stand for, or the relative path without
 *     ending
 */
record FoundFile(Path path, String shown, String relative, String key) {

    /** A path without the ending of the file's name. */
    static String withoutEnding(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
    }
}
