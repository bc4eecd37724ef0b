package dev.shakedown.imaging.image;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The kind of image file, by its first bytes; names and media types that come with a file are not trusted. */
enum FileSignature {
    PNG("PNG"),
    JPEG("JPEG"),
    WEBP("WebP"),
    TIFF("TIFF"),
    GIF("GIF"),
    BMP("BMP"),
    OTHER("other");

    private static final Set<String> HEIC = Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1");

    private final String word;

    FileSignature(String word) {
        this.word = word;
    }

    static FileSignature of(byte[] file) {
        if (startsWith(file, 0, "\u0089PNG\r\n\u001a\n")) {
            return PNG;
        }
        if (startsWith(file, 0, "\u00ff\u00d8\u00ff")) {
            return JPEG;
        }
        if (startsWith(file, 0, "RIFF") && startsWith(file, 8, "WEBP")) {
            return WEBP;
        }
        if (startsWith(file, 0, "II*\0") || startsWith(file, 0, "MM\0*")) {
            return TIFF;
        }
        if (startsWith(file, 0, "GIF8")) {
            return GIF;
        }
        return startsWith(file, 0, "BM") ? BMP : OTHER;
    }

    /** The format's name. */
    String word() {
        return word;
    }

    /** What to do with a file that no reader of ours reads. */
    static String remedy(byte[] file) {
        return startsWith(file, 4, "ftyp")
                ? "a JPEG or PNG: convert it, for example with heif-convert photo.heic photo.jpg, or set the phone's"
                        + " camera to JPEG (\"Most Compatible\")"
                : "a PNG, JPEG, WebP, TIFF, BMP or GIF file";
    }

    static String describe(byte[] file) {
        if (file.length == 0) {
            return "the file is empty";
        }
        if (startsWith(file, 4, "ftyp") && file.length >= 12) {
            String brand = new String(file, 8, 4, StandardCharsets.ISO_8859_1);
            return HEIC.contains(brand)
                    ? "the file is a HEIC (HEIF) photograph"
                    : brand.startsWith("avi") ? "the file is an AVIF" : "the file is an AVIF, HEIC or video";
        }
        FileSignature kind = of(file);
        return kind == OTHER ? "the file is not an image that we know" : "the file is a " + kind.word;
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
