package dev.shakedown.client.submission;

import java.nio.file.Path;

/** Names that images and kernels get from their files: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,63}}. */
final class FileNames {

    private static final int LONGEST = 64;

    private FileNames() {}

    /** The file's name without its ending, with hyphens in place of characters that a name cannot contain. */
    static String asName(Path file) {
        String whole = String.valueOf(file.getFileName());
        int dot = whole.lastIndexOf('.');
        String stem = dot > 0 ? whole.substring(0, dot) : whole;
        String name = stem.replaceAll("[^A-Za-z0-9._-]+", "-")
                .replaceAll("^[._-]+", "")
                .replaceAll("-+$", "");
        if (name.isEmpty()) {
            return "image";
        }
        return name.length() > LONGEST ? name.substring(0, LONGEST) : name;
    }
}
