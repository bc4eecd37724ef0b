package dev.shakedown.imaging.image;

import java.nio.charset.StandardCharsets;

/** The kind of image file, by its first bytes; names and media types that come with a file are not trusted. */
enum FileSignature {
    PNG,
    JPEG,
    OTHER;

    static FileSignature of(byte[] file) {
        if (startsWith(file, 0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        return startsWith(file, 0, "\u00ff\u00d8\u00ff") ? JPEG : OTHER;
    }

    static String describe(byte[] file) {
        if (file.length == 0) {
            return "the file is empty";
        }
        if (startsWith(file, 0, "GIF8")) {
            return "the file is a GIF";
        }
        if (startsWith(file, 0, "RIFF") && startsWith(file, 8, "WEBP")) {
            return "the file is a WebP";
        }
        if (startsWith(file, 0, "II*\0") || startsWith(file, 0, "MM\0*")) {
            return "the file is a TIFF";
        }
        if (startsWith(file, 4, "ftyp")) {
            return "the file is an AVIF, HEIC or video";
        }
        return startsWith(file, 0, "BM") ? "the file is a BMP" : "the file is not an image that we know";
    }

    private static boolean startsWith(byte[] file, int at, String prefix) {
        byte[] expected = prefix.getBytes(StandardCharsets.ISO_8859_1);
        if (file.length < at + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (file[at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
