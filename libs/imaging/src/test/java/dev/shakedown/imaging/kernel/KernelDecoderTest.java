package dev.shakedown.imaging.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.imaging.array.DoubleArray;
import dev.shakedown.imaging.array.NpyEncoder;
import dev.shakedown.imaging.array.Shape;
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
    void negativeRoundingErrorsBecomeZero() {
        double[] weights = {0, 1, 0, 1, 4, 1, 0, 1, -3.9e-6};
        byte[] accepted = NpyEncoder.encode(DoubleArray.of(Shape.of(3, 3), weights));
        weights[8] = -4.1e-6;
        byte[] tooNegative = NpyEncoder.encode(DoubleArray.of(Shape.of(3, 3), weights));

        assertThat(decoded(accepted, KernelFormat.NPY, KernelSelection.ONLY).at(2, 2))
                .isZero();
        assertThat(refused(tooNegative, KernelFormat.NPY, KernelSelection.ONLY).problem())
                .contains("negative");
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
