package dev.shakedown.resultstore.database;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Text for a column of bytes: UTF-8, compressed with Zstandard (RFC 8878), whose frame says how long it was. PostgreSQL
 * would take several times as long to compress it.
 */
public final class PackedText {

    private static final int LEVEL = 1;

    private final byte[] bytes;

    private PackedText(byte[] bytes) {
        this.bytes = bytes;
    }

    public static PackedText of(String text) {
        return new PackedText(Zstd.compress(text.getBytes(StandardCharsets.UTF_8), LEVEL));
    }

    /** What a column held. */
    public static PackedText read(byte[] bytes) {
        return new PackedText(bytes.clone());
    }

    /** What a column is to hold. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The text.
     *
     * @throws IllegalStateException if this is not packed text
     */
    public String text() {
        try {
            int length = Math.toIntExact(Zstd.getFrameContentSize(bytes));
            return new String(Zstd.decompress(bytes, length), StandardCharsets.UTF_8);
        } catch (ZstdException | ArithmeticException | NegativeArraySizeException | IndexOutOfBoundsException e) {
            throw new IllegalStateException("Not packed text", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PackedText packed && Arrays.equals(bytes, packed.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " packed bytes";
    }
}
