package dev.shakedown.contract.campaign;

/**
 * An uploaded image, by content. Its size is that of the upright picture, with the file's EXIF orientation applied.
 *
 * @param sha256 SHA-256 of the file's bytes, lower-case hexadecimal
 * @param width in pixels
 * @param height in pixels
 */
public record ImageRef(String sha256, int width, int height) {}
