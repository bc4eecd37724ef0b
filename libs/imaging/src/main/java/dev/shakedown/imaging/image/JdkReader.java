package dev.shakedown.imaging.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/** The JDK's image readers, made strict: what they only warn of is an error here. */
final class JdkReader {

    private JdkReader() {}

    /** Decodes a file whose structure and size have been checked before; {@code format}: "png" or "jpeg". */
    static BufferedImage read(String format, byte[] file) throws UnreadableImageException {
        return read(format, file, reader -> reader.read(0));
    }

    /** As {@link #read(String, byte[])}, without any conversion of colours. */
    static Raster readRaster(String format, byte[] file) throws UnreadableImageException {
        return read(format, file, reader -> reader.readRaster(0, null));
    }

    /** What is wanted of a reader. */
    interface Use<T> {
        T of(ImageReader reader) throws IOException, UnreadableImageException;
    }

    /**
     * Reads with the reader of a format, whose input is set.
     *
     * @param format "png", "jpeg", "tiff", "gif", "bmp", or "webp" where a reader of it is on the class path
     */
    static <T> T read(String format, byte[] file, Use<T> use) throws UnreadableImageException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
            throw new UnreadableImageException("no reader for %s is installed".formatted(format), "a PNG or JPEG file");
        }
        ImageReader reader = readers.next();
        AtomicReference<@Nullable String> warning = new AtomicReference<>();
        reader.addIIOReadWarningListener((source, text) -> warning.compareAndSet(null, text));
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            // Counting pictures needs to go back.
            boolean forwardOnly = format.equals("png") || format.equals("jpeg");
            reader.setInput(stream, forwardOnly, forwardOnly);
            T image = use.of(reader);
            String text = warning.get();
            if (text != null) {
                throw damaged(format, text);
            }
            return image;
        } catch (IOException | RuntimeException e) {
            // The readers throw all kinds of RuntimeException for damaged files.
            throw damaged(format, String.valueOf(e.getMessage()));
        } finally {
            reader.dispose();
        }
    }

    private static UnreadableImageException damaged(String format, String details) {
        return new UnreadableImageException(
                "the %s data is damaged: %s".formatted(format.toUpperCase(Locale.ROOT), details), "an undamaged file");
    }
}
