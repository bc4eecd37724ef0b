package dev.shakedown.cli.report;

import dev.shakedown.client.artifact.FileContent;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * The page's pictures. Jobs share photographs and clean outputs; the page carries each picture once, as a definition in
 * an SVG, and shows it wherever it is used.
 */
final class PictureLibrary {

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private record Entry(int number, int width, int height, Html definition) {}

    /** The picture as an element that fills its container's width. */
    Html show(FileContent picture, String description) {
        Entry entry = entries.computeIfAbsent(picture.sha256(), sha256 -> entry(entries.size(), picture));
        return Html.of("""
                <svg viewBox="0 0 {} {}" role="img" aria-label="{}"><use href="#p{}"/></svg>""", entry.width(), entry.height(), description, entry.number());
    }

    /** An invisible element that must be on the page once, before or after what it shows. */
    Html definitions() {
        List<Html> definitions =
                new ArrayList<>(entries.values().stream().map(Entry::definition).toList());
        return Html.of("""
                <svg width="0" height="0" aria-hidden="true" class="definitions"><defs>
                {}
                </defs></svg>""", Html.join(definitions));
    }

    private static Entry entry(int number, FileContent picture) {
        BufferedImage image = decode(picture.bytes());
        Html definition = Html.of(
                """
                <image id="p{}" width="{}" height="{}" href="data:{};base64,{}"/>""",
                number,
                image.getWidth(),
                image.getHeight(),
                picture.mediaType(),
                Base64.getEncoder().encodeToString(picture.bytes()));
        return new Entry(number, image.getWidth(), image.getHeight(), definition);
    }

    private static BufferedImage decode(byte[] bytes) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
            if (image == null) {
                throw new IllegalArgumentException("neither a PNG nor a JPEG");
            }
            return image;
        } catch (IOException e) {
            throw new IllegalArgumentException("neither a PNG nor a JPEG", e);
        }
    }
}
