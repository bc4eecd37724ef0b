package dev.shakedown.imaging.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.imaging.DocumentedTable;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table "Kernels" in docs/images.md. */
class DocumentedKernelsTest {

    private static final Map<String, Runnable> ROWS = Map.of(
            "scale", DocumentedKernelsTest::anyScaleGivesTheSameKernel,
            "colour", DocumentedKernelsTest::colourIsRefused,
            "NaN and infinity", DocumentedKernelsTest::whatIsNotFiniteIsRefused,
            "negative weights", DocumentedKernelsTest::negativeWeightsAreClippedOrRefused,
            "even or oblong", DocumentedKernelsTest::evenKernelsArePadded,
            "decimal commas", DocumentedKernelsTest::decimalCommasAreRead,
            "one line", DocumentedKernelsTest::oneLineNeedsRowEnds,
            "other variables", DocumentedKernelsTest::otherVariablesAreSteppedOver);

    static Stream<String> rows() {
        return DocumentedTable.rows("Kernels").stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowOfTheTableHolds(String row) {
        assertThat(ROWS).containsKey(row);
        ROWS.get(row).run();
    }

    @Test
    void everyRowIsDocumented() {
        assertThat(ROWS.keySet()).containsExactlyInAnyOrderElementsOf(rows().toList());
    }

    private static KernelDecoding text(String text, boolean pad) {
        return KernelDecoder.decode(
                text.getBytes(StandardCharsets.UTF_8), KernelFormat.TEXT, KernelSelection.ONLY, pad);
    }

    private static BlurKernel kernel(KernelDecoding decoding) {
        assertThat(decoding).isInstanceOf(KernelDecoding.Decoded.class);
        return ((KernelDecoding.Decoded) decoding).kernel();
    }

    private static String problem(KernelDecoding decoding) {
        assertThat(decoding).isInstanceOf(KernelDecoding.Refused.class);
        return ((KernelDecoding.Refused) decoding).problem();
    }

    private static void anyScaleGivesTheSameKernel() {
        assertThat(kernel(text("0 512 0\n512 1024 512\n0 512 0", false)))
                .isEqualTo(kernel(text("0 0.125 0\n0.125 0.25 0.125\n0 0.125 0", false)));
    }

    private static void colourIsRefused() {
        BufferedImage image = new BufferedImage(3, 3, BufferedImage.TYPE_INT_RGB);
        image.setRGB(1, 1, 0xFF0000);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }

        assertThat(problem(KernelDecoder.decode(file.toByteArray(), KernelFormat.PNG, KernelSelection.ONLY)))
                .isEqualTo("the picture is in colour");
    }

    private static void whatIsNotFiniteIsRefused() {
        assertThat(problem(text("1 1 1\n1 NaN 1\n1 1 1", false))).contains("NaN");
        assertThat(problem(text("1 1 1\n1 Infinity 1\n1 1 1", false))).contains("Infinity");
    }

    private static void negativeWeightsAreClippedOrRefused() {
        KernelDecoding small = text("0 1 0\n1 4 1\n0 1 -0.003", false);

        assertThat(kernel(small)).isEqualTo(kernel(text("0 1 0\n1 4 1\n0 1 0", false)));
        assertThat(((KernelDecoding.Decoded) small).warnings()).hasSize(1);
        assertThat(problem(text("0 1 0\n1 4 1\n0 1 -0.005", false))).contains("negative");
    }

    private static void evenKernelsArePadded() {
        assertThat(((KernelDecoding.Refused) text("1 2\n3 4", false)).expected())
                .contains("1 row at the bottom, 1 column at the right");
        assertThat(kernel(text("1 2\n3 4", true))).isEqualTo(kernel(text("1 2 0\n3 4 0\n0 0 0", false)));
    }

    private static void decimalCommasAreRead() {
        assertThat(kernel(text("0 0,125 0\n0,125 0,5 0,125\n0 0,125 0", false)))
                .isEqualTo(kernel(text("0 1 0\n1 4 1\n0 1 0", false)));
        assertThat(problem(text("0,1,0,2,0,1\n0,1,0,2,0,1\n0,1,0,2,0,1", false)))
                .startsWith("the commas may separate numbers");
    }

    private static void oneLineNeedsRowEnds() {
        BlurKernel kernel = kernel(text("1 2 1\n2 4 2\n1 2 1", false));

        assertThat(kernel(text("[1 2 1; 2 4 2; 1 2 1]", false))).isEqualTo(kernel);
        assertThat(kernel(text("[[1, 2, 1], [2, 4, 2], [1, 2, 1]]", false))).isEqualTo(kernel);
        assertThat(problem(text("1 2 1 2 4 2 1 2 1", false))).contains("9 numbers in one row");
    }

    private static void otherVariablesAreSteppedOver() {
        MatlabBytes file = new MatlabBytes(ByteOrder.LITTLE_ENDIAN);
        file.with(file.text("unit", 16, "px"), file.kernel("k", 3));
        byte[] one = file.end();
        byte[] two = file.with(file.kernel("l", 5)).end();

        assertThat(kernel(KernelDecoder.decode(one, KernelFormat.MAT, KernelSelection.ONLY))
                        .size())
                .isEqualTo(3);
        assertThat(problem(KernelDecoder.decode(two, KernelFormat.MAT, KernelSelection.ONLY)))
                .contains("several variables");
    }
}
