package dev.shakedown.imaging.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** EXIF data, right or wrong, and files that carry them. */
final class ExifBytes {

    static final int SHORT = 3;
    static final int LONG = 4;

    private static final int MAKE = 0x010F;
    private static final int ORIENTATION = 0x0112;

    private ExifBytes() {}

    /** With a tag before the orientation, and behind it the directory of a thumbnail that is turned another way. */
    static byte[] of(ByteOrder order, int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 2 * 12 + 4 + 2 + 12 + 4).order(order);
        tiff.put(order == ByteOrder.BIG_ENDIAN ? new byte[] {'M', 'M'} : new byte[] {'I', 'I'});
        tiff.putShort((short) 42).putInt(8);
        tiff.putShort((short) 2);
        entry(tiff, MAKE, 2, 4, 0x41424300);
        entry(tiff, ORIENTATION, SHORT, 1, order == ByteOrder.BIG_ENDIAN ? orientation << 16 : orientation);
        tiff.putInt(tiff.position() + 4);
        tiff.putShort((short) 1);
        int ofThumbnail = orientation == 3 ? 6 : 3;
        entry(tiff, ORIENTATION, SHORT, 1, order == ByteOrder.BIG_ENDIAN ? ofThumbnail << 16 : ofThumbnail);
        return tiff.putInt(0).array();
    }

    /** Big-endian, one directory with one entry. */
    static byte[] ofEntry(int type, int count, int value) {
        ByteBuffer tiff = ByteBuffer.allocate(26);
        tiff.put(new byte[] {'M', 'M'}).putShort((short) 42).putInt(8).putShort((short) 1);
        entry(tiff, ORIENTATION, type, count, value);
        return tiff.putInt(0).array();
    }

    private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    /** A JPEG with the given APP1 segments before all others. */
    static byte[] jpeg(byte[] file, byte[]... segments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        output.write(file, 0, 2);
        for (byte[] segment : segments) {
            output.write(0xFF);
            output.write(0xE1);
            output.writeBytes(ByteBuffer.allocate(2)
                    .putShort((short) (segment.length + 2))
                    .array());
            output.writeBytes(segment);
        }
        output.write(file, 2, file.length - 2);
        return output.toByteArray();
    }

    /** What an APP1 segment holds: a name, then the data. */
    static byte[] named(String name, byte[] content) {
        byte[] start = name.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(start.length + content.length)
                .put(start)
                .put(content)
                .array();
    }
}
