package dev.shakedown.imaging.image;

/** What became of a photograph. */
public sealed interface PhotographReading {

    /** The file is a PNG or JPEG that is used as it is, byte for byte. */
    record Unchanged() implements PhotographReading {}

    /**
     * A picture was made of it.
     *
     * @param png the picture, an RGB PNG; of 16 bits where the file has more than 8
     * @param recipe what was done, such as {@code JPEG 4000x3000; turned upright; resized to 768x1024 (Lanczos-3)}
     * @param hadTransparency whether transparent pixels were laid over the background
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
    record Made(byte[] png, String recipe, boolean hadTransparency) implements PhotographReading {}

    /** It has another shape, and such pictures are to be left out; says why. */
    record Skipped(String reason) implements PhotographReading {}

    /**
     * It cannot be used.
     *
     * @param problem what is wrong with it, as the end of a sentence
     * @param expected what would be right
     */
    record Refused(String problem, String expected) implements PhotographReading {}
}
