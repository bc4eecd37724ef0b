package dev.shakedown.imaging.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {

    private static final int MAX = 1_000_000;

    private static NpyArray decoded(byte[] file) {
        NpyDecoding decoding = NpyDecoder.decode(file, MAX);
        assertThat(decoding).isInstanceOf(NpyDecoding.Decoded.class);
        return ((NpyDecoding.Decoded) decoding).array();
    }

    private static String problem(byte[] file) {
        NpyDecoding decoding = NpyDecoder.decode(file, MAX);
        assertThat(decoding).isInstanceOf(NpyDecoding.Refused.class);
        return ((NpyDecoding.Refused) decoding).problem();
    }

    private static byte[] file(int version, String fields, byte[] content) {
        byte[] header = (fields + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer file =
                ByteBuffer.allocate(12 + header.length + content.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1))
                .put((byte) version)
                .put((byte) 0);
        if (version == 1) {
            file.putShort((short) header.length);
        } else {
            file.putInt(header.length);
        }
        file.put(header).put(content);
        return Arrays.copyOf(file.array(), file.position());
    }

    private static String fields(String descr, boolean fortranOrder, String shape) {
        return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
                .formatted(descr, fortranOrder ? "True" : "False", shape);
    }

    @Test
    void floatsComeBackBitForBit() {
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            Shape shape = Shape.of(1 + random.nextInt(5), random.nextInt(6), 1 + random.nextInt(7));
            float[] floats = new float[shape.elements()];
            double[] doubles = new double[shape.elements()];
            for (int v = 0; v < floats.length; v++) {
                floats[v] = Float.intBitsToFloat(random.nextInt());
                doubles[v] = Double.longBitsToDouble(random.nextLong());
            }
            FloatArray floatArray = FloatArray.of(shape, floats);
            DoubleArray doubleArray = DoubleArray.of(shape, doubles);

            assertThat(decoded(NpyEncoder.encode(floatArray))).isEqualTo(floatArray);
            assertThat(decoded(NpyEncoder.encode(doubleArray))).isEqualTo(doubleArray);
        }
    }

    @Test
    void theBytesAreThoseOfNumpySave() {
        byte[] file = NpyEncoder.encode(DoubleArray.of(Shape.of(3), new double[] {1, 2, 3}));

        assertThat(file).hasSize(128 + 24);
        assertThat(new String(file, 10, 118, StandardCharsets.US_ASCII))
                .startsWith("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }  ")
                .endsWith(" \n");
    }

    @ParameterizedTest
    @CsvSource({
        "<f8, 0000000000000440, 2.5",
        ">f8, 4004000000000000, 2.5",
        "<f4, 00002040, 2.5",
        ">f4, 40200000, 2.5",
        "|u1, ff, 255",
        "|i1, ff, -1",
        "<u2, fffe, 65279",
        ">u2, feff, 65279",
        "<i2, fffe, -257",
        "<i4, feffffff, -2",
        "<u4, feffffff, 4294967294",
        ">i8, fffffffffffffffe, -2",
        "<u8, ffffffffffffffff, 18446744073709551616",
        "<u8, 0000000000000080, 9223372036854775808"
    })
    void everyElementTypeAndByteOrderIsRead(String descr, String hexadecimal, double expected) {
        byte[] content = HexFormat.of().parseHex(hexadecimal);

        NpyArray array = decoded(file(1, fields(descr, false, "()"), content));

        assertThat(array.toDoubles()).containsExactly(expected);
        assertThat(array.shape()).isEqualTo(Shape.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyVersionAndFortranOrderIsRead(int version) {
        byte[] content = {0, 10, 1, 11, 2, 12};

        NpyArray array = decoded(file(version, fields("|u1", true, "(2, 3)"), content));

        assertThat(array.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(array.toDoubles()).containsExactly(0, 1, 2, 10, 11, 12);
    }

    @Test
    void fortranOrderOfThreeDimensionsIsTurnedIntoCOrder() {
        byte[] content = new byte[24];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 4; k++) {
                    content[i + 2 * (j + 3 * k)] = (byte) (100 * i + 10 * j + k);
                }
            }
        }

        double[] values =
                decoded(file(1, fields("|u1", true, "(2, 3, 4)"), content)).toDoubles();

        assertThat(values[(0 * 3 + 2) * 4 + 1]).isEqualTo(21);
        assertThat(values[(1 * 3 + 1) * 4 + 3]).isEqualTo(113);
    }

    @ParameterizedTest
    @ValueSource(strings = {"|O", "<c16", "<f2", "<U4", "|V8", "|f8", "f8", "<f88", "[('a', '<f8')]"})
    void elementsThatAreNotNumbersAreRefused(String descr) {
        assertThat(problem(file(1, fields(descr, false, "(1,)"), new byte[8]))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(1000001,)",
                "(99999, 99999)",
                "(4294967296, 4294967296)",
                "(99999999999999999999,)",
                "(0, 99999999999)",
                "(-1,)",
                "(2 2)",
                "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)",
                "(9)"
            })
    void impossibleShapesAreRefused(String shape) {
        assertThat(problem(file(1, fields("|u1", false, shape), new byte[8]))).isNotEmpty();
    }

    @Test
    void truncatedAndOverlongFilesAreRefused() {
        byte[] file = NpyEncoder.encode(FloatArray.of(Shape.of(2, 2), new float[4]));

        for (int length = 0; length < file.length; length++) {
            assertThat(problem(Arrays.copyOf(file, length))).isNotEmpty();
        }
        assertThat(problem(Arrays.copyOf(file, file.length + 1))).isEqualTo("17 bytes follow the NPY header");
    }

    @Test
    void randomDamageIsDecodedOrRefusedButNeverThrows() {
        byte[] file = NpyEncoder.encode(FloatArray.of(Shape.of(2, 2), new float[4]));
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = file.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            assertThat(NpyDecoder.decode(damaged, MAX)).isNotNull();
        }
    }
}
