package dev.shakedown.imaging.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.imaging.array.DoubleArray;
import dev.shakedown.imaging.array.NpyEncoder;
import dev.shakedown.imaging.array.Shape;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelDecoderTest {

    private static BlurKernel decoded(byte[] file, KernelFormat format, KernelSelection selection) {
        KernelDecoding decoding = KernelDecoder.decode(file, format, selection);
        assertThat(decoding).isInstanceOf(KernelDecoding.Decoded.class);
        return ((KernelDecoding.Decoded) decoding).kernel();
    }

    private static KernelDecoding.Refused refused(byte[] file, KernelFormat format, KernelSelection selection) {
        KernelDecoding decoding = KernelDecoder.decode(file, format, selection);
        assertThat(decoding).isInstanceOf(KernelDecoding.Refused.class);
        return (KernelDecoding.Refused) decoding;
    }

    private static KernelDecoding.Refused refusedText(String text) {
        return refused(text.getBytes(StandardCharsets.UTF_8), KernelFormat.TEXT, KernelSelection.ONLY);
    }

    /** What make_fixtures.py writes: 10 row + column + 1 + offset, normalised. */
    private static void assertIsFixture(BlurKernel kernel, int size, int offset) {
        assertThat(kernel.size()).isEqualTo(size);
        double sum = 0;
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                sum += 10 * row + column + 1 + offset;
            }
        }
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double expected = (10 * row + column + 1 + offset) / sum;
                assertThat(kernel.at(row, column)).isCloseTo(expected, within(1e-8));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "grey8.png, PNG",
        "grey16.png, PNG",
        "c.npy, NPY",
        "fortran.npy, NPY",
        "spaces.txt, TEXT",
        "commas.txt, TEXT",
        "single5.mat, MAT",
        "single73.mat, MAT"
    })
    void everyFormatGivesTheSameKernelInTheSameOrientation(String name, KernelFormat format) {
        assertIsFixture(decoded(TestKernels.file(name), format, KernelSelection.ONLY), 3, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"several5.mat", "several73.mat"})
    void variablesSlicesAndCellsAreSelected(String name) {
        byte[] file = TestKernels.file(name);

        assertIsFixture(decoded(file, KernelFormat.MAT, new KernelSelection("k", null)), 3, 0);
        assertIsFixture(decoded(file, KernelFormat.MAT, new KernelSelection("k", 0)), 3, 0);
        assertIsFixture(decoded(file, KernelFormat.MAT, new KernelSelection("bytes", null)), 5, 100);
        assertIsFixture(decoded(file, KernelFormat.MAT, new KernelSelection("stack", 0)), 3, 0);
        assertIsFixture(decoded(file, KernelFormat.MAT, new KernelSelection("stack", 1)), 3, 50);
        // Cells run column by column: (0,0), (1,0), (0,1), (1,1).
        assertIsFixture(decoded(file, KernelFormat.MAT, new KernelSelection("cells", 0)), 3, 0);
        assertIsFixture(decoded(file, KernelFormat.MAT, new KernelSelection("cells", 1)), 5, 100);
        assertIsFixture(decoded(file, KernelFormat.MAT, new KernelSelection("cells", 2)), 7, 0);
        assertIsFixture(decoded(file, KernelFormat.MAT, new KernelSelection("cells", 3)), 9, 0);
    }

    @Test
    void unsignedLongsOfMatlab73AreRead() {
        byte[] file = TestKernels.file("several73.mat");

        assertIsFixture(decoded(file, KernelFormat.MAT, new KernelSelection("longs", null)), 5, 100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"several5.mat", "several73.mat"})
    void anUnclearSelectionIsRefusedWithTheChoices(String name) {
        byte[] file = TestKernels.file(name);

        assertThat(refused(file, KernelFormat.MAT, KernelSelection.ONLY).expected())
                .contains("k", "bytes", "stack", "cells")
                .doesNotContain("text");
        assertThat(refused(file, KernelFormat.MAT, new KernelSelection("stack", null))
                        .expected())
                .isEqualTo("an index from 0 to 1");
        assertThat(refused(file, KernelFormat.MAT, new KernelSelection("cells", 4))
                        .expected())
                .isEqualTo("an index from 0 to 3");
        assertThat(refused(file, KernelFormat.MAT, new KernelSelection("text", null))
                        .problem())
                .isEqualTo("the MATLAB file has no variable text of numbers");
    }

    /**
     * Text, an empty array, truth values, a number, a string object, a handle, cells of texts, a structure, and more.
     */
    @Test
    void aKernelOfMatlab73IsFoundBesideAnyOtherVariable() {
        byte[] file = TestKernels.file("beside73.mat");

        assertIsFixture(decoded(file, KernelFormat.MAT, KernelSelection.ONLY), 3, 0);
        assertIsFixture(decoded(file, KernelFormat.MAT, new KernelSelection("k", null)), 3, 0);
        for (String other : new String[] {"text", "notes", "name", "handle", "opts", "sparse", "unknown"}) {
            assertThat(refused(file, KernelFormat.MAT, new KernelSelection(other, null))
                            .problem())
                    .isEqualTo("the MATLAB file has no variable %s of numbers".formatted(other));
        }
        assertThat(refused(file, KernelFormat.MAT, new KernelSelection("words", 0))
                        .problem())
                .isEqualTo("element 0 of cell array words is not a matrix of numbers");
    }

    @Test
    void complexNumbersAndLinksOutOfTheFileAreRefused() {
        refused(TestKernels.file("several5.mat"), KernelFormat.MAT, new KernelSelection("complex", null));
        refused(TestKernels.file("several73.mat"), KernelFormat.MAT, new KernelSelection("elsewhere", null));
    }

    @Test
    void aSelectionOutsideMatlabFilesIsRefused() {
        byte[] file = TestKernels.file("c.npy");

        assertThat(refused(file, KernelFormat.NPY, new KernelSelection(null, 1)).problem())
                .isEqualTo("variable or index is given for a NPY file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 2;3 4 | 2 rows and 2 columns | pad it with zeros to 3 x 3",
                "1 2 3;4 5 6 | 2 rows and 3 columns | pad it with zeros to 3 x 3",
                "1 | 1 rows and 1 columns | a square of odd side",
                "1 2 3;4 5 6;7 -8 9 | row 2, column 1 (from 0) is negative: -8.0 | at least 0",
                "1 2 3;4 NaN 6;7 8 9 | row 1, column 1 (from 0) is NaN | finite",
                "1 2 Infinity;4 5 6;7 8 9 | row 0, column 2 (from 0) is Infinity | finite",
                "1 2 1e999;4 5 6;7 8 9 | is Infinity | finite",
                "0 0 0;0 0 0;0 0 0 | sum to 0 | positive",
                "1 2 3;4 5;7 8 9 | row 1 (from 0) has 2 numbers | 3, as in the first row",
                "1 2 3;4 x 6;7 8 9 | row 1 (from 0) holds something else | numbers",
                "# nothing | no numbers | rows"
            })
    void whatIsNoKernelIsRefusedWithWhatWouldBeRight(String rows, String problem, String expected) {
        KernelDecoding.Refused refusal = refusedText(rows.replace(';', '\n'));

        assertThat(refusal.problem()).contains(problem);
        assertThat(refusal.expected()).contains(expected);
    }

    @Test
    void negativeWeightsBelowAThousandthOfTheLargestBecomeZeroWithAWarning() {
        double[] weights = {0, 1, 0, 1, 4, 1, -1e-17, 1, -3.9e-3};
        byte[] accepted = NpyEncoder.encode(DoubleArray.of(Shape.of(3, 3), weights));
        weights[8] = -4e-3;
        byte[] tooNegative = NpyEncoder.encode(DoubleArray.of(Shape.of(3, 3), weights));

        KernelDecoding decoding = KernelDecoder.decode(accepted, KernelFormat.NPY, KernelSelection.ONLY);
        BlurKernel kernel = decoded(accepted, KernelFormat.NPY, KernelSelection.ONLY);

        assertThat(((KernelDecoding.Decoded) decoding).warnings())
                .containsExactly("2 of 9 weights are negative and became 0; the least is -0.0039, 0.00098 of the"
                        + " largest, and their sum is 0.00049 of the others'");
        assertThat(kernel.at(2, 2)).isZero();
        assertThat(kernel.at(2, 0)).isZero();
        assertThat(kernel.at(1, 1)).isCloseTo(0.5, within(1e-15));
        KernelDecoding.Refused refusal = refused(tooNegative, KernelFormat.NPY, KernelSelection.ONLY);
        assertThat(refusal.problem()).isEqualTo("the weight in row 2, column 2 (from 0) is negative: -0.004");
        assertThat(refusal.expected())
                .isEqualTo("weights of at least 0; negative ones below 0.001 of the largest weight, 4.0, become 0");
    }

    @Test
    void aKernelWithoutNegativeWeightsHasNoWarning() {
        KernelDecoding decoding =
                KernelDecoder.decode(TestKernels.file("c.npy"), KernelFormat.NPY, KernelSelection.ONLY);

        assertThat(((KernelDecoding.Decoded) decoding).warnings()).isEmpty();
    }

    private static String weights(String text, boolean pad) {
        KernelDecoding decoding = KernelDecoder.decode(
                text.getBytes(StandardCharsets.UTF_8), KernelFormat.TEXT, KernelSelection.ONLY, pad);
        assertThat(decoding).as(text).isInstanceOf(KernelDecoding.Decoded.class);
        BlurKernel kernel = ((KernelDecoding.Decoded) decoding).kernel();
        StringBuilder weights = new StringBuilder();
        for (int row = 0; row < kernel.size(); row++) {
            weights.append(row == 0 ? "" : "/");
            for (int column = 0; column < kernel.size(); column++) {
                weights.append(Math.round(kernel.at(row, column) * 45));
            }
        }
        return weights.toString();
    }

    /** All of sum 45. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 2 3\n4 5 6\n7 8 9",
                "1,2,3\n4,5,6\n7,8,9",
                "1, 2, 3\n4, 5, 6\n7, 8, 9",
                "1;2;3\n4;5;6\n7;8;9\n",
                "0,1 0,2 0,3\n0,4 0,5 0,6\n0,7 0,8 0,9",
                "0,1\t0,2\t0,3\n0,4\t0,5\t0,6\n0,7\t0,8\t0,9",
                "0,1;0,2;0,3\r\n0,4;0,5;0,6\r\n0,7;0,8;0,9",
                "1 2 3\n4 5,0 6\n7 8 9",
                "0,1e0 0,2 3e-1\n0,4 0,5 0,6\n0,7 0,8 0,9",
                "1 2 3; 4 5 6; 7 8 9",
                "[1 2 3;4 5 6;7 8 9]",
                "[1,2,3;4,5,6;7,8,9];",
                "0,1 0,2 0,3; 0,4 0,5 0,6; 0,7 0,8 0,9",
                "[[1, 2, 3],\n [4, 5, 6],\n [7, 8, 9]]",
                "[[1,2,3],[4,5,6],[7,8,9]]",
                "[[0.1 0.2 0.3]\n [0.4 0.5 0.6]\n [0.7 0.8 0.9]]"
            })
    void everyNotationOfATextIsRead(String text) {
        assertThat(weights(text, false)).isEqualTo("123/456/789");
        assertThat(weights(text, true)).isEqualTo("123/456/789");
    }

    /** The commas of each can be read in two ways, and no reading is a square. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0,1,0,2,0,3\n0,4,0,5,0,6\n0,7,0,8,0,9",
                "0,1, 0,2, 0,3\n0,4, 0,5, 0,6\n0,7, 0,8, 0,9",
                "0,5 1\n0,5 1\n0,5 1",
                "0,1;0,2;0,1",
                "0,1 0,2\n0,3 0,4\n0,5 0,6"
            })
    void ambiguousCommasAreRefusedAlsoForPadding(String text) {
        for (boolean pad : new boolean[] {false, true}) {
            KernelDecoding decoding = KernelDecoder.decode(
                    text.getBytes(StandardCharsets.UTF_8), KernelFormat.TEXT, KernelSelection.ONLY, pad);

            assertThat(((KernelDecoding.Refused) decoding).problem())
                    .startsWith("the commas may separate numbers (row 0 has ");
            assertThat(((KernelDecoding.Refused) decoding).expected()).contains("decimal points, for example 0.25");
        }
    }

    /** Row by row or column by column: both are usual. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 2 3 4 5 6 7 8 9",
                "1\n2\n3\n4\n5\n6\n7\n8\n9",
                "1;2;3;4;5;6;7;8;9",
                "[1, 2, 3, 4, 5, 6, 7, 8, 9]"
            })
    void aSquareInOneLineIsRefusedAlsoForPadding(String text) {
        for (boolean pad : new boolean[] {false, true}) {
            KernelDecoding decoding = KernelDecoder.decode(
                    text.getBytes(StandardCharsets.UTF_8), KernelFormat.TEXT, KernelSelection.ONLY, pad);

            assertThat(((KernelDecoding.Refused) decoding).problem())
                    .isEqualTo("the file has 9 numbers in one row or column");
            assertThat(((KernelDecoding.Refused) decoding).expected()).startsWith("3 rows of 3 numbers");
        }
        assertThat(refusedText("1 ".repeat(31 * 31)).problem())
                .isEqualTo("the file has 961 numbers in one row or column");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9 9;9 18                    | 1 row at the bottom, 1 column at the right                | 990/9180/000",
                "9 9;9 9;0 9                 | 1 column at the right                                     | 990/990/090",
                "9 9 9                       | 1 row at the top, 1 row at the bottom                     | 000/151515/000",
                "5 5 5;5 5 5;5 5 5;0 0 0     | 1 row at the bottom, 1 column at the left, 1 column at the right"
                        + " | 05550/05550/05550/00000/00000"
            })
    void anEvenOrOblongKernelSaysWhereZerosGoAndPaddingPutsThemThere(String rows, String zeros, String padded) {
        String text = rows.strip().replace(';', '\n');

        assertThat(refusedText(text).expected()).contains("(" + zeros + "), which pad: true does");
        assertThat(weights(text, true)).isEqualTo(padded);
    }

    /** Psf2otf, SciPy and OpenCV count the pixel size/2 as the centre; it stays the centre. */
    @Test
    void theCentreOfAnEvenKernelStaysTheCentre() {
        double[] weights = new double[16];
        weights[2 * 4 + 2] = 1;
        byte[] file = NpyEncoder.encode(DoubleArray.of(Shape.of(4, 4), weights));

        KernelDecoding decoding = KernelDecoder.decode(file, KernelFormat.NPY, KernelSelection.ONLY, true);

        BlurKernel kernel = ((KernelDecoding.Decoded) decoding).kernel();
        assertThat(kernel.size()).isEqualTo(5);
        assertThat(kernel.at(2, 2)).isEqualTo(1);
    }

    @Test
    void everyFormatIsPaddedAlike() {
        byte[] text = "1 2\n3 4\n".getBytes(StandardCharsets.UTF_8);
        byte[] npy = NpyEncoder.encode(DoubleArray.of(Shape.of(2, 2), new double[] {1, 2, 3, 4}));
        MatlabBytes matlab = new MatlabBytes(ByteOrder.LITTLE_ENDIAN);
        byte[] mat =
                matlab.with(matlab.doubles("k", new int[] {2, 2}, 1, 3, 2, 4)).end();
        byte[] png = TestKernels.greyPng(2, 2, 10, 20, 30, 40);

        KernelDecoding padded = KernelDecoder.decode(text, KernelFormat.TEXT, KernelSelection.ONLY, true);

        assertThat(((KernelDecoding.Decoded) padded).kernel())
                .isEqualTo(BlurKernel.of(3, new double[] {1, 2, 0, 3, 4, 0, 0, 0, 0}));
        assertThat(KernelDecoder.decode(npy, KernelFormat.NPY, KernelSelection.ONLY, true))
                .isEqualTo(padded);
        assertThat(KernelDecoder.decode(mat, KernelFormat.MAT, KernelSelection.ONLY, true))
                .isEqualTo(padded);
        KernelDecoding ofPng = KernelDecoder.decode(png, KernelFormat.PNG, KernelSelection.ONLY, true);
        for (int i = 0; i < 9; i++) {
            assertThat(((KernelDecoding.Decoded) ofPng).kernel().at(i / 3, i % 3))
                    .isCloseTo(((KernelDecoding.Decoded) padded).kernel().at(i / 3, i % 3), within(1e-7));
        }
    }

    @Test
    void aKernelThatIsTooLargeOrEmptyIsNotPadded() {
        byte[] large = NpyEncoder.encode(DoubleArray.of(Shape.of(2, 256), new double[512]));
        byte[] empty = NpyEncoder.encode(DoubleArray.of(Shape.of(0, 5), new double[0]));

        for (byte[] file : new byte[][] {large, empty}) {
            KernelDecoding decoding = KernelDecoder.decode(file, KernelFormat.NPY, KernelSelection.ONLY, true);

            assertThat(((KernelDecoding.Refused) decoding).expected()).isEqualTo("a square of odd side, 3 to 255");
        }
    }

    @Test
    void arraysOfOtherDimensionsAndHugeOnesAreRefused() {
        byte[] cube = NpyEncoder.encode(DoubleArray.of(Shape.of(3, 3, 3), new double[27]));
        byte[] huge = NpyEncoder.encode(DoubleArray.of(Shape.of(257, 257), new double[257 * 257]));

        assertThat(refused(cube, KernelFormat.NPY, KernelSelection.ONLY).problem())
                .isEqualTo("the array has shape (3, 3, 3)");
        refused(huge, KernelFormat.NPY, KernelSelection.ONLY);
    }

    @Test
    void aWrongFormatIsRefused() {
        byte[] text = TestKernels.file("spaces.txt");

        for (KernelFormat format : new KernelFormat[] {KernelFormat.PNG, KernelFormat.NPY, KernelFormat.MAT}) {
            assertThat(refused(text, format, KernelSelection.ONLY).problem()).isNotEmpty();
        }
    }
}
