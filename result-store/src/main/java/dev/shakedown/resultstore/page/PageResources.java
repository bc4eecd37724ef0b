package dev.shakedown.resultstore.page;

import dev.shakedown.contract.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Scripts, styles and other files of the pages, as they are in the jar. */
final class PageResources {

    private PageResources() {}

    /** A file that the service serves, by its address below the root. */
    static String page(String address) {
        return text("/META-INF/resources/" + address);
    }

    /** A file by its place on the class path. */
    static String text(String path) {
        try (InputStream resource = PageResources.class.getResourceAsStream(path)) {
            if (resource == null) {
                throw new IllegalStateException(path + " is missing");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String dataUri(String mediaType, String text) {
        return "data:%s;base64,%s".formatted(mediaType, base64(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What a content security policy calls an inline script. */
    static String hash(String script) {
        return "'sha256-%s'".formatted(base64(Sha256.newDigest().digest(script.getBytes(StandardCharsets.UTF_8))));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
