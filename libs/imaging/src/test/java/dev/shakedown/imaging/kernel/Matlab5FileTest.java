package dev.shakedown.imaging.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A kernel beside variables of every other kind. */
class Matlab5FileTest {

    private static final int[] ONE = {1, 1};

    private static KernelDecoding decode(byte[] file, String variable, Integer index) {
        return KernelDecoder.decode(file, KernelFormat.MAT, new KernelSelection(variable, index));
    }

    private static void assertIsTheKernel(KernelDecoding decoding, String description) {
        assertThat(decoding).as(description).isInstanceOf(KernelDecoding.Decoded.class);
        BlurKernel kernel = ((KernelDecoding.Decoded) decoding).kernel();
        assertThat(kernel.size()).isEqualTo(3);
        assertThat(kernel.at(0, 1) / kernel.at(0, 0)).isCloseTo(2, within(1e-12));
        assertThat(kernel.at(1, 0) / kernel.at(0, 0)).isCloseTo(11, within(1e-12));
    }

    private static KernelDecoding.Refused refused(KernelDecoding decoding) {
        assertThat(decoding).isInstanceOf(KernelDecoding.Refused.class);
        return (KernelDecoding.Refused) decoding;
    }

    /** What MATLAB, SciPy and Octave write and a kernel is not. */
    private static Map<String, byte[]> others(MatlabBytes file) {
        Map<String, byte[]> others = new LinkedHashMap<>();
        others.put("short UTF-8", file.text("t", 16, "px"));
        others.put("UTF-8", file.text("t", 16, "größer als vier"));
        others.put("empty UTF-8", file.text("t", 16, ""));
        others.put("UTF-16", file.text("t", 17, "a"));
        others.put("long UTF-16", file.text("t", 17, "pixel"));
        others.put("UTF-32", file.text("t", 18, "a"));
        others.put("16-bit characters", file.text("t", 4, "pixel"));
        others.put("no rows", file.doubles("e", new int[] {0, 500}));
        others.put("no columns", file.doubles("e", new int[] {2_000_000_000, 0}));
        others.put("nothing", file.doubles("e", new int[] {0, 0}));
        others.put("no slices", file.doubles("e", new int[] {5, 5, 0}));
        others.put("a number", file.doubles("sigma", ONE, 0.5));
        others.put("a row of numbers", file.doubles("angles", new int[] {1, 3}, 1, 2, 3));
        others.put(
                "complex numbers",
                file.variable(
                        MatlabBytes.DOUBLE | MatlabBytes.COMPLEX,
                        "otf",
                        new int[] {2, 2},
                        file.element(2, new byte[4]),
                        file.element(2, new byte[4])));
        others.put(
                "truth values",
                file.variable(
                        MatlabBytes.UINT8 | MatlabBytes.LOGICAL,
                        "mask",
                        new int[] {2, 2},
                        file.element(2, new byte[4])));
        others.put(
                "a sparse matrix",
                file.variable(
                        MatlabBytes.SPARSE,
                        "s",
                        new int[] {3, 3},
                        file.element(5, new byte[4]),
                        file.element(5, new byte[16]),
                        file.element(9, new byte[8])));
        byte[] fields = new byte[64];
        fields[0] = 'a';
        fields[32] = 'b';
        others.put(
                "a structure with a kernel",
                file.variable(
                        MatlabBytes.STRUCT,
                        "opts",
                        ONE,
                        file.element(5, new byte[] {32, 0, 0, 0}),
                        file.element(1, fields),
                        file.kernel("", 3),
                        file.text("", 16, "text")));
        others.put(
                "a cell array of texts",
                file.variable(
                        MatlabBytes.CELL,
                        "c",
                        new int[] {1, 3},
                        file.text("", 16, "a"),
                        file.matrix(new byte[0]),
                        file.doubles("", new int[] {0, 7})));
        others.put("an empty cell array", file.variable(MatlabBytes.CELL, "c", new int[] {0, 0}));
        others.put("a function handle", file.variable(MatlabBytes.FUNCTION, "f", ONE, file.text("", 16, "@(x) x")));
        others.put("an object", opaque(file));
        others.put(
                "what objects refer to",
                file.variable(MatlabBytes.UINT8, "", new int[] {1, 8}, file.element(2, new byte[8])));
        others.put("a class of the future", file.variable(99, "new", new int[] {3, 3}, file.element(42, new byte[20])));
        others.put("zeros", new byte[16]);
        return others;
    }

    /** Its name follows its flags. */
    private static byte[] opaque(MatlabBytes file) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(
                file.element(6, new byte[] {(byte) MatlabBytes.OPAQUE, 0, 0, (byte) MatlabBytes.OPAQUE, 0, 0, 0, 0}));
        for (String word : new String[] {"when", "MCOS", "datetime"}) {
            content.writeBytes(file.element(1, word.getBytes(StandardCharsets.US_ASCII)));
        }
        content.writeBytes(file.variable(MatlabBytes.UINT8, "", new int[] {1, 4}, file.element(2, new byte[4])));
        return file.matrix(content.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"LITTLE_ENDIAN", "BIG_ENDIAN"})
    void aKernelIsFoundBesideAnyOtherVariable(String orderName) {
        ByteOrder order = orderName.startsWith("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        others(new MatlabBytes(order)).forEach((description, other) -> {
            MatlabBytes writer = new MatlabBytes(order);
            byte[] kernel = writer.kernel("k", 3);
            byte[] plain = new MatlabBytes(order).with(other, kernel).end();
            byte[] behind = new MatlabBytes(order).with(kernel, other).end();
            byte[] compressed = new MatlabBytes(order)
                    .with(writer.compressed(other), writer.compressed(kernel))
                    .end();

            for (byte[] file : new byte[][] {plain, behind, compressed}) {
                assertIsTheKernel(decode(file, "k", null), description + ", named");
                assertIsTheKernel(decode(file, null, null), description + ", not named");
            }
        });
    }

    @Test
    void aKernelIsFoundAmongAllOtherVariablesTogether() {
        MatlabBytes file = new MatlabBytes(ByteOrder.LITTLE_ENDIAN);
        others(file).values().forEach(file::with);

        byte[] bytes = file.with(file.kernel("k", 3)).end();

        assertIsTheKernel(decode(bytes, "k", null), "named");
        assertIsTheKernel(decode(bytes, null, null), "not named");
    }

    @Test
    void aDamagedVariableBesideTheKernelDoesNotMatter() {
        MatlabBytes file = new MatlabBytes(ByteOrder.LITTLE_ENDIAN);
        byte[] damaged = file.compressed(file.kernel("d", 9));
        damaged[20] ^= (byte) 0xFF;
        byte[] noise = file.matrix(new byte[] {9, 9, 9, 9, 9, 9, 9, 9});

        byte[] bytes = file.with(damaged, noise, file.kernel("k", 3)).end();

        assertIsTheKernel(decode(bytes, "k", null), "named");
    }

    @Test
    void severalMatricesAreRefusedWithTheirNames() {
        MatlabBytes file = new MatlabBytes(ByteOrder.LITTLE_ENDIAN);
        byte[] cells =
                file.variable(MatlabBytes.CELL, "cells", new int[] {1, 2}, file.text("", 16, "a"), file.kernel("", 3));

        byte[] bytes = file.with(
                        file.kernel("k", 3),
                        file.doubles("sigma", ONE, 0.5),
                        file.compressed(cells),
                        file.doubles("even", new int[] {2, 2}, 1, 2, 3, 4))
                .end();

        KernelDecoding.Refused refusal = refused(decode(bytes, null, null));
        assertThat(refusal.problem()).isEqualTo("the MATLAB file holds several variables");
        assertThat(refusal.expected()).isEqualTo("the name of one of: k, cells, even");
        assertIsTheKernel(decode(bytes, "cells", 1), "element of a compressed cell array");
    }

    /** Named, it is read; alone, it is what the file has. */
    @Test
    void aMatrixOfTruthValuesIsAKernelWhereItIsTheOnlyOneOrNamed() {
        MatlabBytes file = new MatlabBytes(ByteOrder.LITTLE_ENDIAN);
        byte[] logical = file.variable(
                MatlabBytes.UINT8 | MatlabBytes.LOGICAL, "path", new int[] {3, 3}, file.element(2, new byte[] {
                    0, 0, 1, 0, 1, 0, 1, 0, 0
                }));

        assertThat(decode(file.with(logical).end(), null, null)).isInstanceOf(KernelDecoding.Decoded.class);
        assertThat(decode(file.with(file.kernel("k", 3)).end(), "path", null))
                .isInstanceOf(KernelDecoding.Decoded.class);
    }

    @Test
    void aVariableThatIsNotThereIsRefusedWithThoseThatAre() {
        MatlabBytes file = new MatlabBytes(ByteOrder.LITTLE_ENDIAN);
        byte[] bytes =
                file.with(file.kernel("k", 3), file.text("unit", 16, "px")).end();

        KernelDecoding.Refused refusal = refused(decode(bytes, "unit", null));

        assertThat(refusal.problem()).isEqualTo("the MATLAB file has no variable unit of numbers");
        assertThat(refusal.expected()).endsWith("one of: k");
    }

    @Test
    void numbersThatDoNotFillTheMatrixAreRefused() {
        MatlabBytes file = new MatlabBytes(ByteOrder.LITTLE_ENDIAN);
        byte[] bytes = file.with(file.doubles("k", new int[] {3, 3}, 1, 2, 3)).end();

        assertThat(refused(decode(bytes, null, null)).problem()).contains("do not fill its sides");
    }

    @Test
    void aCompressedVariableThatInflatesTooFarIsSteppedOver() {
        MatlabBytes file = new MatlabBytes(ByteOrder.LITTLE_ENDIAN);
        int side = 2200;
        byte[] bomb = file.compressed(file.doubles("bomb", new int[] {side, side}, new double[side * side]));

        byte[] bytes = file.with(bomb, file.kernel("k", 3)).end();

        assertIsTheKernel(decode(bytes, "k", null), "named");
        assertThat(refused(decode(bytes, "bomb", null)).problem()).contains("inflates to more than");
    }
}
