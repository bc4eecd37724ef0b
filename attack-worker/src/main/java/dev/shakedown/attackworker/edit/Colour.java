package dev.shakedown.attackworker.edit;

import dev.shakedown.imaging.image.PlanarImage;
import java.util.regex.Pattern;

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
