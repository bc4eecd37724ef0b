package dev.shakedown.client.submission;

import dev.shakedown.contract.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a local file holds, as far as its first bytes tell.
 *
 * @param sha256 of its bytes; empty if it cannot be read
 * @param flaw why it cannot be what its name says, such as {@code is an HTML page}; null if nothing is known against it
 */
record LocalContent(String sha256, @Nullable String flaw) {

    /** Far above what the API accepts, and small enough to hold. */
    private static final long LARGEST = 256L << 20;

    private static final int HEAD = 512;

    static LocalContent of(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                return new LocalContent("", "is larger than 256 MiB");
            }
            return new LocalContent(Sha256.of(file).hex(), flaw(head(file)));
        } catch (IOException e) {
            return new LocalContent("", "cannot be read: " + e.getMessage());
        }
    }

    private static @Nullable String flaw(String head) {
        String text = head.strip().toLowerCase(Locale.ROOT);
        if (head.isEmpty()) {
            return "is empty";
        }
        if (text.startsWith("version https://git-lfs.github.com/")) {
            return "is a Git LFS pointer; git lfs pull fetches the file itself";
        }
        if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
            return "is an HTML page; download the file itself";
        }
        return text.startsWith("<?xml") || text.startsWith("<svg") ? "is an XML or SVG file" : null;
    }

    private static String head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1).replaceFirst("^\u00ef\u00bb\u00bf", "");
        }
    }
}
