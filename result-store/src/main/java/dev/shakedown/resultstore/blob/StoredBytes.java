package dev.shakedown.resultstore.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bytes as they are to be stored, wherever they are now.
 *
 * @param length how many
 * @param source reads them from the beginning; may be asked repeatedly
 */
record StoredBytes(long length, Source source) {

    /** Where bytes are read from. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    static StoredBytes of(Content content) {
        return new StoredBytes(content.length(), content::stream);
    }

    static StoredBytes of(Path file, long length) {
        return new StoredBytes(length, () -> Files.newInputStream(file));
    }

    /** A stream of them, to be closed. */
    InputStream stream() {
        try {
            return source.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them in memory. */
    byte[] array() {
        try (InputStream stream = stream()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
