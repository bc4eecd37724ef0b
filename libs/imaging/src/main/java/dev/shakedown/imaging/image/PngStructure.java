package dev.shakedown.imaging.image;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A PNG file taken apart into the chunks that make its pixels; of the others only eXIf is read, for the orientation.
 * Checks what the JDK's reader lets pass: checksums, a missing end, and image data that is too short.
 *
 * <p>See <a href="https://www.w3.org/TR/png-3/#5DataRep">PNG, 5</a>.
 */
final class PngStructure {

    private static final String EXPECTED = "an undamaged PNG";
    private static final int SIGNATURE_LENGTH = 8;
    private static final int MAX_PALETTE_BYTES = 3 * 256;

    private final ByteBuffer file;
    private final ImageLimits limits;
    private final ByteArrayOutputStream pixelChunks = new ByteArrayOutputStream();
    private final Inflater inflater = new Inflater();
    private final byte[] scratch = new byte[1 << 16];

    private @Nullable PngHeader header;
    private byte @Nullable [] palette;
    private byte @Nullable [] transparency;
    private @Nullable Orientation orientation;
    private long inflated;

    private PngStructure(byte[] file, ImageLimits limits) {
        this.file = ByteBuffer.wrap(file);
        this.limits = limits;
    }

    static PngPixels parse(byte[] file, ImageLimits limits) throws UnreadableImageException {
        PngStructure structure = new PngStructure(file, limits);
        try {
            return structure.parse();
        } catch (BufferUnderflowException e) {
            throw new UnreadableImageException("the PNG is truncated", EXPECTED);
        } finally {
            structure.inflater.end();
        }
    }

    private PngPixels parse() throws UnreadableImageException {
        pixelChunks.write(file.array(), 0, SIGNATURE_LENGTH);
        file.position(SIGNATURE_LENGTH);
        while (true) {
            int start = file.position();
            long length = Integer.toUnsignedLong(file.getInt());
            if (length > file.remaining() - 8L) {
                throw new UnreadableImageException("the PNG is truncated", EXPECTED);
            }
            String type = new String(file.array(), start + 4, 4, StandardCharsets.ISO_8859_1);
            ByteBuffer content = file.slice(start + 8, (int) length);
            boolean isPixelChunk = accept(type, content);
            boolean isSound = crcMatches(start + 4, (int) length + 4);
            if (!isSound && (isPixelChunk || type.equals("tRNS"))) {
                throw new UnreadableImageException(
                        "the checksum of the PNG's %s chunk is wrong".formatted(type), EXPECTED);
            }
            if (isSound && type.equals("eXIf") && orientation == null) {
                // It may lie anywhere, also behind the image data.
                orientation = Orientation.ofExif(content).orElse(null);
            }
            if (isPixelChunk) {
                pixelChunks.write(file.array(), start, (int) length + 12);
            }
            file.position(start + 12 + (int) length);
            if (type.equals("IEND")) {
                return finish();
            }
        }
    }

    /** Reads a chunk; whether the decoder needs to see it. */
    private boolean accept(String type, ByteBuffer content) throws UnreadableImageException {
        if ((header == null) != type.equals("IHDR")) {
            throw new UnreadableImageException("the PNG has no header or two of them", EXPECTED);
        }
        switch (type) {
            case "IHDR" -> {
                if (content.remaining() != PngHeader.LENGTH) {
                    throw new UnreadableImageException("the PNG header has a wrong length", EXPECTED);
                }
                header = PngHeader.parse(content, limits);
            }
            case "PLTE" -> {
                if (palette != null || content.remaining() % 3 != 0 || content.remaining() > MAX_PALETTE_BYTES) {
                    throw new UnreadableImageException("the PNG's palette is not valid", EXPECTED);
                }
                palette = bytes(content);
                return header != null && header.colourType() == PngHeader.ColourType.PALETTE;
            }
            case "tRNS" -> {
                if (transparency != null || content.remaining() > 256) {
                    throw new UnreadableImageException("the PNG's transparency is not valid", EXPECTED);
                }
                transparency = bytes(content);
                return false;
            }
            case "IDAT" -> inflate(content);
            case "IEND" -> {}
            case "acTL" -> throw new UnreadableImageException("the PNG is an animation", "a single picture");
            default -> {
                if (Character.isUpperCase(type.charAt(0))) {
                    throw new UnreadableImageException("the PNG has an unknown critical chunk", "a standard PNG");
                }
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return bytes;
    }

    private boolean crcMatches(int start, int length) {
        CRC32 crc = new CRC32();
        crc.update(file.array(), start, length);
        return (int) crc.getValue() == file.getInt(start + length);
    }

    /** Counts what the image data inflates to, and stops as soon as that is more than the header allows. */
    private void inflate(ByteBuffer content) throws UnreadableImageException {
        long allowed = header == null ? 0 : header.inflatedBytes();
        inflater.setInput(content);
        try {
            int count;
            do {
                count = inflater.inflate(scratch);
                inflated += count;
                if (inflated > allowed) {
                    throw new UnreadableImageException("the PNG has more image data than pixels", EXPECTED);
                }
            } while (count > 0);
        } catch (DataFormatException e) {
            throw new UnreadableImageException("the PNG's image data is damaged", EXPECTED);
        }
    }

    private PngPixels finish() throws UnreadableImageException {
        if (header == null || !inflater.finished() || inflated < header.inflatedBytes()) {
            throw new UnreadableImageException("the PNG has less image data than pixels", EXPECTED);
        }
        if (header.colourType() == PngHeader.ColourType.PALETTE && palette == null) {
            throw new UnreadableImageException("the PNG has no palette", EXPECTED);
        }
        byte[] none = {};
        return new PngPixels(
                header,
                pixelChunks.toByteArray(),
                palette == null ? none : palette,
                transparency == null ? none : transparency,
                orientation == null ? Orientation.UPRIGHT : orientation);
    }

    /**
     * The parts of a checked PNG that make its pixels. Lives between parser and decoder; arrays are not copied.
     *
     * @param file a PNG file with nothing but header, palette and image data
     * @param palette three bytes an entry, empty if there is none
     * @param transparency the content of tRNS, empty if there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed from one class to the next, never compared.
    record PngPixels(PngHeader header, byte[] file, byte[] palette, byte[] transparency, Orientation orientation) {}
}
