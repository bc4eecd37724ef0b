package dev.shakedown.imaging.image;

/** Rounding to 8 bits: clamp to [0,1], then the nearest 255th, halves to the even one. NaN becomes 0. */
public final class EightBit {

    /** Doubles of this size have no places behind the point: adding it rounds, halves to the even number. */
    private static final double WHOLE = 0x1.8p52;

    private EightBit() {}

    /** The image as a PNG that it was saved to would be read again; every value is k/255 in float32. */
    public static PlanarImage round(PlanarImage image) {
        float[] values = image.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = level(values[i]) / 255f;
        }
        return PlanarImage.owning(image.height(), image.width(), values);
    }

    /** The level that an 8-bit file stores for a value; returns 0 to 255. */
    static int level(float value) {
        double within = value > 0 ? (value < 1 ? value : 1) : 0;
        // Math.rint is many times slower where only the JVM's first compiler runs.
        return (int) (within * 255.0 + WHOLE - WHOLE);
    }
}
