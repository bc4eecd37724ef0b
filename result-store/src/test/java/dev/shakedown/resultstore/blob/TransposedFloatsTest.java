package dev.shakedown.resultstore.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.shakedown.resultstore.blob.BlobEncoding.TransposedFloats;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TransposedFloatsTest {

    @Test
    void everyContentComesBack() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            byte[] content = content(random, random.nextInt(i < 1950 ? 300 : 600_000));
            int offset = random.nextInt(9);
            byte[] array = new byte[offset + content.length + 3];
            System.arraycopy(content, 0, array, offset, content.length);

            byte[] coded = TransposedFloats.encode(array, offset, content.length);

            assertThat(decoded(coded)).as("content %d", i).isEqualTo(content);
        }
    }

    /** Words of few values, of many, and bytes that are no words; with any number of bytes after the last word. */
    private static byte[] content(SplittableRandom random, int length) {
        byte[] content = new byte[length];
        random.nextBytes(content);
        ByteBuffer words = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int values = 1 + random.nextInt(6);
        double frequent = random.nextDouble();
        for (int at = 0; at + 4 <= length; at += 4) {
            if (random.nextDouble() < frequent) {
                words.putInt(at, 0x3C80_8081 ^ random.nextInt(values) << 31 - random.nextInt(2));
            }
        }
        return content;
    }

    @Test
    void theCodeIsTheOneThatIsDescribed() throws IOException {
        byte[] content = {1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24, 31, 32};

        byte[] coded = TransposedFloats.encode(content, 0, content.length);

        assertThat(Zstd.decompress(coded, content.length))
                .containsExactly(1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24, 31, 32);
        assertThat(decoded(coded)).isEqualTo(content);
    }

    @Test
    void aHalfAtTheBoundTakesLittleMoreThanTheOtherHalf() {
        SplittableRandom random = new SplittableRandom(2);
        ByteBuffer content = ByteBuffer.allocate(4 * 196_608).order(ByteOrder.LITTLE_ENDIAN);
        while (content.hasRemaining()) {
            float value = (float) random.nextDouble(-2, 2);
            content.putFloat(Math.max(-1, Math.min(1, value)) * 4 / 255f);
        }

        int coded = TransposedFloats.encode(content.array(), 0, content.capacity()).length;

        assertThat(coded / (double) content.capacity()).isBetween(0.5, 0.62);
    }

    @Test
    void partsAreReadAsTheyAreAskedFor() throws IOException {
        byte[] content = content(new SplittableRandom(3), 50_003);
        try (InputStream stream =
                TransposedFloats.decode(new ByteArrayInputStream(TransposedFloats.encode(content, 0, 50_003)))) {
            stream.skipNBytes(20_001);
            assertThat(stream.read()).isEqualTo(content[20_001] & 0xFF);
            assertThat(stream.readNBytes(29_990)).isEqualTo(Arrays.copyOfRange(content, 20_002, 49_992));
            assertThat(stream.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 49_992, 50_003));
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    @Test
    void aCodeThatEndsEarlyIsAnError() {
        byte[] coded = TransposedFloats.encode(content(new SplittableRandom(4), 10_001), 0, 10_001);
        for (int length : new int[] {3, 15, 16, 100, coded.length - 1}) {
            assertThatThrownBy(() -> decoded(Arrays.copyOf(coded, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Truncated");
        }
    }

    private static byte[] decoded(byte[] coded) throws IOException {
        try (InputStream stream = TransposedFloats.decode(new ByteArrayInputStream(coded))) {
            return stream.readAllBytes();
        }
    }
}
