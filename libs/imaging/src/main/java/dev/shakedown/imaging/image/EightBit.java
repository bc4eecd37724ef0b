package dev.shakedown.imaging.image;

import java.nio.FloatBuffer;

/** Rounding to 8 bits: clamp to [0,1], then the nearest 255th, halves to the even one. NaN becomes 0. */
public final class EightBit {

    private EightBit() {}

    /** The image as a PNG that it was saved to would be read again; every value is k/255 in float32. */
    public static PlanarImage round(PlanarImage image) {
        FloatBuffer values = image.buffer();
        float[] rounded = new float[values.remaining()];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = level(values.get(i)) / 255f;
        }
        return PlanarImage.owning(image.height(), image.width(), rounded);
    }

    /** The level that an 8-bit file stores for a value; returns 0 to 255. */
    static int level(float value) {
        return (int) Math.rint(Math.min(1.0, Math.max(0.0, value)) * 255.0);
    }
}
