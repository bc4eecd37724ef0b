package dev.shakedown.imaging.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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

    /**
     * Decodes a file whose structure and size have been checked before.
     *
     * @param format "png" or "jpeg"
     */
    static BufferedImage read(String format, byte[] file) throws UnreadableImageException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        AtomicReference<@Nullable String> warning = new AtomicReference<>();
        reader.addIIOReadWarningListener((source, text) -> warning.compareAndSet(null, text));
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(stream, true, true);
            BufferedImage image = reader.read(0);
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
