/**
 * Photographs: reading what users bring, safely, and writing what people look at. Knows no kernels and no networks.
 *
 * <p>A photograph is RGB with values v/255 (8-bit files) or v/65535 (16-bit files) as they are in the file: no colour
 * profile or gamma is applied. It is upright: the file's EXIF orientation is applied.
 */
package dev.shakedown.imaging.image;
