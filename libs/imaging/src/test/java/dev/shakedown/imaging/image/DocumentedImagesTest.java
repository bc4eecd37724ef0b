package dev.shakedown.imaging.image;

import static dev.shakedown.imaging.image.PngBytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.imaging.DocumentedTable;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table "Images" in docs/images.md. */
class DocumentedImagesTest {

    private static final Map<String, Runnable> ROWS = Map.ofEntries(
            Map.entry("EXIF orientation", DocumentedImagesTest::orientationIsApplied),
            Map.entry("other formats", DocumentedImagesTest::otherFormatsBecomePng),
            Map.entry("alpha", DocumentedImagesTest::opaqueAlphaIsDroppedAndTransparencyIsLaidOverABackground),
            Map.entry("16 bits", DocumentedImagesTest::sixteenBitsAreKept),
            Map.entry("1, 2 and 4 bits", DocumentedImagesTest::fewBitsFillTheRange),
            Map.entry("grey", DocumentedImagesTest::greyBecomesThreeChannels),
            Map.entry("palette", DocumentedImagesTest::paletteIsLookedUp),
            Map.entry("ICC profile and gamma", DocumentedImagesTest::profileAndGammaAreNotApplied),
            Map.entry("CMYK", DocumentedImagesTest::cmykIsConverted),
            Map.entry("animation", DocumentedImagesTest::animationsAreRefused),
            Map.entry("damage", DocumentedImagesTest::damageIsRefused),
            Map.entry("values outside [0,1]", DocumentedImagesTest::arraysAreNoImages));

    static Stream<String> rows() {
        return DocumentedTable.rows("Images").stream();
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

    private static PlanarImage decoded(byte[] file) {
        ImageDecoding decoding = ImageDecoder.decode(file, ImageLimits.DEFAULT);
        assertThat(decoding).isInstanceOf(ImageDecoding.Decoded.class);
        return ((ImageDecoding.Decoded) decoding).image();
    }

    private static String problem(byte[] file) {
        ImageDecoding decoding = ImageDecoder.decode(file, ImageLimits.DEFAULT);
        assertThat(decoding).isInstanceOf(ImageDecoding.Refused.class);
        return ((ImageDecoding.Refused) decoding).problem();
    }

    private static PhotographReading.Made made(String name) {
        PhotographReading reading = Photograph.read(TestImages.file(name), PhotographRecipe.NONE);
        assertThat(reading).isInstanceOf(PhotographReading.Made.class);
        return (PhotographReading.Made) reading;
    }

    private static PngBytes png(int depth, int colourType) {
        return new PngBytes().header(2, 2, depth, colourType);
    }

    private static void orientationIsApplied() {
        PlanarImage image = decoded(png(8, PngBytes.GREY)
                .data(0, 1, 2, 0, 3, 4)
                .chunk("eXIf", ExifBytes.of(ByteOrder.BIG_ENDIAN, 6))
                .end());

        assertThat(image.plane(0)).containsExactly(3 / 255f, 1 / 255f, 4 / 255f, 2 / 255f);
    }

    private static void opaqueAlphaIsDroppedAndTransparencyIsLaidOverABackground() {
        PlanarImage opaque = decoded(png(8, PngBytes.GREY_ALPHA)
                .data(0, 1, 255, 2, 255, 0, 3, 255, 4, 255)
                .end());

        assertThat(opaque.plane(0)).containsExactly(1 / 255f, 2 / 255f, 3 / 255f, 4 / 255f);
        assertThat(problem(png(8, PngBytes.GREY_ALPHA)
                        .data(0, 1, 255, 2, 254, 0, 3, 255, 4, 255)
                        .end()))
                .contains("transparent");
        assertThat(made("alpha.webp").recipe()).isEqualTo("WebP 32x24; over #ffffff");
    }

    private static void sixteenBitsAreKept() {
        PlanarImage image = decoded(
                png(16, PngBytes.GREY).data(0, 0, 1, 0, 2, 0, 1, 0, 255, 255).end());

        assertThat(image.plane(0)).containsExactly(1 / 65535f, 2 / 65535f, 256 / 65535f, 1f);
    }

    private static void fewBitsFillTheRange() {
        PlanarImage image = decoded(
                png(2, PngBytes.GREY).data(0, 0b00_01_0000, 0, 0b10_11_0000).end());

        assertThat(image.plane(0)).containsExactly(0f, 1 / 3f, 2 / 3f, 1f);
    }

    private static void greyBecomesThreeChannels() {
        PlanarImage image = decoded(TestImages.file("grey.jpg"));

        assertThat(image.plane(0)).isEqualTo(image.plane(1)).isEqualTo(image.plane(2));
    }

    private static void paletteIsLookedUp() {
        PlanarImage image = decoded(png(8, PngBytes.PALETTE)
                .chunk("PLTE", bytes(1, 2, 3, 4, 5, 6))
                .data(0, 0, 1, 0, 1, 0)
                .end());

        assertThat(image.plane(2)).containsExactly(3 / 255f, 6 / 255f, 6 / 255f, 3 / 255f);
    }

    private static void profileAndGammaAreNotApplied() {
        byte[] managed = png(8, PngBytes.GREY)
                .chunk("gAMA", bytes(0, 1, 134, 160))
                .chunk("iCCP", bytes('x', 0, 0, 1))
                .data(0, 1, 2, 0, 3, 4)
                .end();

        assertThat(decoded(managed))
                .isEqualTo(decoded(png(8, PngBytes.GREY).data(0, 1, 2, 0, 3, 4).end()));
    }

    private static void cmykIsConverted() {
        assertThat(made("cmyk.jpg").recipe()).isEqualTo("JPEG 32x24; CMYK to RGB");
        assertThat(problem(TestImages.file("cmyk.jpg"))).contains("CMYK");
    }

    private static void animationsAreRefused() {
        for (String name : List.of("animated.png", "animated.gif", "animated.webp", "pages.tif")) {
            assertThat(Photograph.read(TestImages.file(name), PhotographRecipe.NONE))
                    .isInstanceOf(PhotographReading.Refused.class);
        }
        assertThat(problem(TestImages.file("animated.png"))).isEqualTo("the PNG is an animation");
    }

    private static void otherFormatsBecomePng() {
        for (String name : List.of("lossless.webp", "plain.tif", "picture.bmp", "picture.gif")) {
            assertThat(decoded(made(name).png()).width()).isEqualTo(32);
        }
        assertThat(problem(TestImages.file("picture.gif"))).isEqualTo("the file is a GIF");
        assertThat(problem("RIFF....WEBP".getBytes(StandardCharsets.US_ASCII))).isEqualTo("the file is a WebP");
        assertThat(problem("BM....".getBytes(StandardCharsets.US_ASCII))).isEqualTo("the file is a BMP");
        assertThat(problem("II*\0....".getBytes(StandardCharsets.US_ASCII))).isEqualTo("the file is a TIFF");
        assertThat(problem("....ftypheic".getBytes(StandardCharsets.US_ASCII))).contains("HEIC");
    }

    private static void damageIsRefused() {
        byte[] file = TestImages.file("baseline.jpg");
        byte[] checksum = png(8, PngBytes.GREY).data(0, 1, 2, 0, 3, 4).end();
        checksum[30] ^= 1;

        assertThat(problem(Arrays.copyOf(file, file.length - 1))).contains("truncated");
        assertThat(problem(checksum)).contains("checksum");
        assertThat(problem(png(8, PngBytes.GREY).data(0, 1, 2).end())).contains("less image data");
        assertThat(decoded(Arrays.copyOf(file, file.length + 9))).isEqualTo(decoded(file));
    }

    private static void arraysAreNoImages() {
        assertThat(problem("\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("the file is not an image that we know");
    }
}
