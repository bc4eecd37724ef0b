package dev.shakedown.attackworker.edit;

import dev.shakedown.imaging.image.PlanarImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Draws short texts with letters of its own, of 5 x 7 dots with rounded edges, so that the same text is the same
 * picture on every machine; fonts are not, and a bare JDK may have none.
 */
public final class Lettering {

    private static final int COLUMNS = 5;
    private static final int LINES = 7;
    /** Between letters, in dots. */
    private static final int GAP = 1;
    /** Around the text, in dots. */
    private static final double MARGIN = 1;

    private static final String FILE = "letters.txt";
    private static final Map<Character, List<String>> LETTERS = read();

    private final String text;
    private final double dot;
    private final double left;
    private final double top;

    private Lettering(String text, int height, int width) {
        this.text = text;
        double columns = text.length() * (COLUMNS + GAP) - GAP;
        this.dot = Math.min(width / (columns + 2 * MARGIN), height / (LINES + 2 * MARGIN));
        this.left = (width - columns * dot) / 2;
        this.top = (height - LINES * dot) / 2;
    }

    private static Map<Character, List<String>> read() {
        Map<Character, List<String>> letters = new HashMap<>();
        try (BufferedReader file = new BufferedReader(
                new InputStreamReader(Lettering.class.getResourceAsStream(FILE), StandardCharsets.UTF_8))) {
            file.lines()
                    .forEach(line -> letters.put(
                            line.charAt(0), List.of(line.substring(2).split(" "))));
            return letters;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The characters of a text that cannot be drawn, if there are any; small letters are drawn as capitals. */
    public static Optional<String> undrawable(String text) {
        List<String> unknown = new ArrayList<>();
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (!LETTERS.containsKey(Character.toUpperCase(letter))) {
                unknown.add(String.valueOf(letter));
            }
        }
        return unknown.isEmpty() ? Optional.empty() : Optional.of(String.join("", unknown));
    }

    /**
     * Writes on a picture, as large as it fits and in the middle.
     *
     * @param background what is written on; its size is the result's
     * @param text of characters that can be drawn, at least one
     * @throws IllegalArgumentException if a character cannot be drawn, or there is none
     */
    public static PlanarImage write(PlanarImage background, String text, Colour colour) {
        Optional<String> undrawable = undrawable(text);
        if (undrawable.isPresent() || text.isEmpty()) {
            throw new IllegalArgumentException("text: '" + text + "': must be of letters A-Z, digits, space and -.!?");
        }
        int height = background.height();
        int width = background.width();
        Lettering lettering = new Lettering(text.toUpperCase(Locale.ROOT), height, width);
        float[] values = background.values();
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                float cover = (float) lettering.cover(row + 0.5, column + 0.5);
                for (int channel = 0; channel < PlanarImage.CHANNELS; channel++) {
                    int i = (channel * height + row) * width + column;
                    values[i] += cover * (colour.channel(channel) - values[i]);
                }
            }
        }
        return PlanarImage.of(height, width, values);
    }

    /**
     * How much of a pixel the letters cover, 0 to 1: the dots, interpolated bilinearly between their centres, are ink
     * from one half on, with an edge as wide as a pixel.
     */
    private double cover(double y, double x) {
        double line = (y - top) / dot - 0.5;
        double column = (x - left) / dot - 0.5;
        int i = (int) Math.floor(line);
        int j = (int) Math.floor(column);
        double v = line - i;
        double u = column - j;
        double ink = (1 - v) * ((1 - u) * dotAt(i, j) + u * dotAt(i, j + 1))
                + v * ((1 - u) * dotAt(i + 1, j) + u * dotAt(i + 1, j + 1));
        return Math.min(1, Math.max(0, (ink - 0.5) * dot + 0.5));
    }

    private int dotAt(int line, int column) {
        int place = Math.floorDiv(column, COLUMNS + GAP);
        int within = Math.floorMod(column, COLUMNS + GAP);
        if (line < 0 || line >= LINES || place < 0 || place >= text.length() || within >= COLUMNS) {
            return 0;
        }
        List<String> letter = LETTERS.getOrDefault(text.charAt(place), List.of());
        return letter.get(line).charAt(within) - '0';
    }

    /**
     * A colour.
     *
     * @param red from 0 to 1
     * @param green likewise
     * @param blue likewise
     */
    public record Colour(float red, float green, float blue) {

        private static final Pattern FORM = Pattern.compile("#[0-9a-fA-F]{6}");

        /**
         * Reads {@code #rrggbb}.
         *
         * @throws IllegalArgumentException if the text has another form
         */
        public static Colour parse(String text) {
            if (!FORM.matcher(text).matches()) {
                throw new IllegalArgumentException("colour: " + text + ": must be #rrggbb");
            }
            int rgb = Integer.parseInt(text.substring(1), 16);
            return new Colour((rgb >> 16) / 255f, (rgb >> 8 & 0xff) / 255f, (rgb & 0xff) / 255f);
        }

        /** An image that is all of this colour. */
        PlanarImage fill(int height, int width) {
            float[] values = new float[PlanarImage.CHANNELS * height * width];
            for (int i = 0; i < values.length; i++) {
                values[i] = channel(i / (height * width));
            }
            return PlanarImage.of(height, width, values);
        }

        float channel(int channel) {
            return channel == 0 ? red : channel == 1 ? green : blue;
        }
    }
}
