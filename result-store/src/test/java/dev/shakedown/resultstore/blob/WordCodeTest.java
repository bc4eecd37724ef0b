package dev.shakedown.resultstore.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordCodeTest {

    @Test
    void everyContentComesBack() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            byte[] content = content(random, random.nextInt(i < 1900 ? 300 : 100_000));
            int offset = random.nextInt(9);
            byte[] array = new byte[offset + content.length + 3];
            System.arraycopy(content, 0, array, offset, content.length);

            byte[] coded = WordCode.encode(array, offset, content.length);

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
        ByteBuffer content = ByteBuffer.allocate(26).order(ByteOrder.LITTLE_ENDIAN);
        content.putInt(7)
                .putInt(9)
                .putInt(7)
                .putInt(0x01020304)
                .putInt(7)
                .putInt(9)
                .put(new byte[] {5, 6});
        ByteBuffer expected = ByteBuffer.allocate(16 + 4 + 12 + 2).order(ByteOrder.LITTLE_ENDIAN);
        // 7 is there three times, 9 too seldom to be noticed.
        expected.putInt(26).putInt(7).putInt(0).putInt(0);
        expected.putInt(0b00_01_00_01_00_01);
        expected.putInt(9).putInt(0x01020304).putInt(9).put(new byte[] {5, 6});

        byte[] coded = WordCode.encode(content.array(), 0, 26);

        assertThat(coded).isEqualTo(expected.array());
        assertThat(decoded(coded)).isEqualTo(content.array());
    }

    @Test
    void aHalfAtTheBoundTakesLittleMoreThanTheOtherHalf() {
        SplittableRandom random = new SplittableRandom(2);
        ByteBuffer content = ByteBuffer.allocate(4 * 196_608).order(ByteOrder.LITTLE_ENDIAN);
        while (content.hasRemaining()) {
            float value = (float) random.nextDouble(-2, 2);
            content.putFloat(Math.max(-1, Math.min(1, value)) * 4 / 255f);
        }

        int coded = WordCode.encode(content.array(), 0, content.capacity()).length;

        assertThat(coded / (double) content.capacity()).isBetween(0.5, 0.57);
    }

    @Test
    void partsAreReadAsTheyAreAskedFor() throws IOException {
        byte[] content = content(new SplittableRandom(3), 50_003);
        try (InputStream stream = WordCode.decode(new ByteArrayInputStream(WordCode.encode(content, 0, 50_003)))) {
            stream.skipNBytes(20_001);
            assertThat(stream.read()).isEqualTo(content[20_001] & 0xFF);
            assertThat(stream.readNBytes(29_990)).isEqualTo(Arrays.copyOfRange(content, 20_002, 49_992));
            assertThat(stream.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 49_992, 50_003));
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    @Test
    void aCodeThatEndsEarlyIsAnError() {
        byte[] coded = WordCode.encode(content(new SplittableRandom(4), 10_001), 0, 10_001);
        for (int length : new int[] {0, 3, 15, 16, 100, coded.length - 1}) {
            assertThatThrownBy(() -> decoded(Arrays.copyOf(coded, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ends early");
        }
    }

    private static byte[] decoded(byte[] coded) throws IOException {
        try (InputStream stream = WordCode.decode(new ByteArrayInputStream(coded))) {
            return stream.readAllBytes();
        }
    }
}
