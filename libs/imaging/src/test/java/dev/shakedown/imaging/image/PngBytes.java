package dev.shakedown.imaging.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Builds PNG files chunk by chunk, right or wrong. */
final class PngBytes {

    static final int GREY = 0;
    static final int RGB = 2;
    static final int PALETTE = 3;
    static final int GREY_ALPHA = 4;
    static final int RGB_ALPHA = 6;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    PngBytes() {
        file.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    PngBytes header(int width, int height, int depth, int colourType) {
        ByteBuffer content = ByteBuffer.allocate(13).putInt(width).putInt(height);
        return chunk("IHDR", content.put((byte) depth).put((byte) colourType).array());
    }

    /** Image data; every row begins with its filter byte. */
    PngBytes data(int... rows) {
        return chunk("IDAT", deflate(bytes(rows)));
    }

    PngBytes chunk(String type, byte[] content) {
        byte[] body = ByteBuffer.allocate(4 + content.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(content)
                .array();
        CRC32 crc = new CRC32();
        crc.update(body);
        file.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        file.writeBytes(body);
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return this;
    }

    byte[] end() {
        chunk("IEND", new byte[0]);
        return unfinished();
    }

    byte[] unfinished() {
        return file.toByteArray();
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        byte[] scratch = new byte[1 << 16];
        while (!deflater.finished()) {
            output.write(scratch, 0, deflater.deflate(scratch));
        }
        deflater.end();
        return output.toByteArray();
    }
}
