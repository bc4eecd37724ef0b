package dev.shakedown.imaging.image;

import static dev.shakedown.imaging.image.PngBytes.GREY;
import static dev.shakedown.imaging.image.PngBytes.GREY_ALPHA;
import static dev.shakedown.imaging.image.PngBytes.PALETTE;
import static dev.shakedown.imaging.image.PngBytes.RGB;
import static dev.shakedown.imaging.image.PngBytes.RGB_ALPHA;
import static dev.shakedown.imaging.image.PngBytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngDecoderTest {

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

    @Test
    void rgbKeepsItsChannelsRowsAndColumns() {
        byte[] file = new PngBytes()
                .header(2, 2, 8, RGB)
                .data(0, 1, 2, 3, 4, 5, 6, 0, 7, 8, 9, 10, 11, 255)
                .end();

        PlanarImage image = decoded(file);

        assertThat(image.at(0, 0, 0)).isEqualTo(1 / 255f);
        assertThat(image.at(1, 0, 1)).isEqualTo(5 / 255f);
        assertThat(image.at(2, 1, 0)).isEqualTo(9 / 255f);
        assertThat(image.at(2, 1, 1)).isEqualTo(1f);
    }

    @Test
    void sixteenBitsKeepTheirPrecision() {
        byte[] file = new PngBytes()
                .header(2, 2, 16, RGB)
                .data(0, 0x12, 0x34, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF)
                .end();

        PlanarImage image = decoded(file);

        assertThat(image.at(0, 0, 0)).isEqualTo(0x1234 / 65535f);
        assertThat(image.at(1, 0, 0)).isEqualTo(1 / 65535f);
        assertThat(image.at(2, 0, 0)).isEqualTo(2 / 65535f);
        assertThat(image.at(2, 1, 1)).isEqualTo(1f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void greyOfAnyDepthBecomesThreeEqualChannels(int depth) {
        int full = (1 << depth) - 1;
        int firstPixelFull = full << (8 - depth);
        int[] rows =
                depth == 8 ? new int[] {0, full, 0, 0, 0, 1} : new int[] {0, firstPixelFull, 0, 1 << (8 - 2 * depth)};
        byte[] file = new PngBytes().header(2, 2, depth, GREY).data(rows).end();

        PlanarImage image = decoded(file);

        for (int channel = 0; channel < 3; channel++) {
            assertThat(image.at(channel, 0, 0)).isEqualTo(1f);
            assertThat(image.at(channel, 0, 1)).isZero();
            assertThat(image.at(channel, 1, 1)).isEqualTo(1 / (float) full);
        }
    }

    @Test
    void sixteenBitGreyKeepsItsPrecision() {
        byte[] file = new PngBytes()
                .header(2, 2, 16, GREY)
                .data(0, 0x80, 0x01, 0, 0, 0, 0, 3, 0, 4)
                .end();

        assertThat(decoded(file).plane(1)).containsExactly(0x8001 / 65535f, 0f, 3 / 65535f, 4 / 65535f);
    }

    @Test
    void paletteIsLookedUp() {
        byte[] file = new PngBytes()
                .header(2, 2, 8, PALETTE)
                .chunk("PLTE", bytes(10, 20, 30, 40, 50, 60))
                .data(0, 0, 1, 0, 1, 0)
                .end();

        PlanarImage image = decoded(file);

        assertThat(image.plane(0)).containsExactly(10 / 255f, 40 / 255f, 40 / 255f, 10 / 255f);
        assertThat(image.plane(2)).containsExactly(30 / 255f, 60 / 255f, 60 / 255f, 30 / 255f);
    }

    @Test
    void anIndexOutsideThePaletteIsRefused() {
        byte[] file = new PngBytes()
                .header(2, 2, 8, PALETTE)
                .chunk("PLTE", bytes(10, 20, 30, 40, 50, 60))
                .data(0, 0, 1, 0, 2, 0)
                .end();

        assertThat(problem(file)).containsAnyOf("palette lacks", "damaged");
    }

    @Test
    void opaqueAlphaIsDropped() {
        byte[] grey = new PngBytes()
                .header(2, 2, 8, GREY_ALPHA)
                .data(0, 5, 255, 6, 255, 0, 7, 255, 8, 255)
                .end();
        byte[] palette = new PngBytes()
                .header(2, 2, 8, PALETTE)
                .chunk("PLTE", bytes(10, 20, 30, 40, 50, 60))
                .chunk("tRNS", bytes(255, 0))
                .data(0, 0, 0, 0, 0, 0)
                .end();

        assertThat(decoded(grey).plane(0)).containsExactly(5 / 255f, 6 / 255f, 7 / 255f, 8 / 255f);
        assertThat(decoded(palette).at(0, 1, 1)).isEqualTo(10 / 255f);
    }

    @Test
    void transparencyIsRefusedWithItsPlace() {
        byte[] alpha = new PngBytes()
                .header(2, 2, 8, RGB_ALPHA)
                .data(0, 1, 2, 3, 255, 1, 2, 3, 255, 0, 1, 2, 3, 255, 1, 2, 3, 254)
                .end();
        byte[] palette = new PngBytes()
                .header(2, 2, 8, PALETTE)
                .chunk("PLTE", bytes(10, 20, 30, 40, 50, 60))
                .chunk("tRNS", bytes(255, 0))
                .data(0, 0, 0, 0, 1, 0)
                .end();
        byte[] key = new PngBytes()
                .header(2, 2, 8, RGB)
                .chunk("tRNS", bytes(0, 7, 0, 8, 0, 9))
                .data(0, 1, 2, 3, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6)
                .end();

        assertThat(problem(alpha)).isEqualTo("the pixel in row 1, column 1 is transparent");
        assertThat(problem(palette)).isEqualTo("the pixel in row 1, column 0 is transparent");
        assertThat(problem(key)).isEqualTo("the pixel in row 0, column 1 is transparent");
    }

    @Test
    void colourProfilesAndGammaAreNotApplied() {
        byte[] file = new PngBytes()
                .header(2, 2, 8, GREY)
                .chunk("gAMA", bytes(0, 1, 0x86, 0xA0))
                .chunk("iCCP", bytes('x', 0, 0, 1, 2, 3))
                .data(0, 100, 101, 0, 102, 103)
                .end();

        assertThat(decoded(file).plane(0)).containsExactly(100 / 255f, 101 / 255f, 102 / 255f, 103 / 255f);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8, 9, 17})
    void interlacedFilesGiveTheSamePixels(int side) throws IOException {
        BufferedImage picture = new BufferedImage(side, side + 1, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(side);
        IntStream.range(0, side * (side + 1)).forEach(i -> picture.setRGB(i % side, i / side, random.nextInt(1 << 24)));
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam interlaced = writer.getDefaultWriteParam();
        interlaced.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), interlaced);
        }

        PlanarImage image = decoded(file.toByteArray());

        for (int i = 0; i < side * (side + 1); i++) {
            int green = (picture.getRGB(i % side, i / side) >> 8) & 0xFF;
            assertThat(image.at(1, i / side, i % side)).isEqualTo(green / 255f);
        }
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] file = PngEncoder.encode(PlanarImage.of(4, 5, new float[60]));

        for (int length = 0; length < file.length; length++) {
            assertThat(problem(Arrays.copyOf(file, length))).isNotEmpty();
        }
    }

    @Test
    void everyFlippedBitIsRefused() {
        byte[] file = PngEncoder.encode(PlanarImage.of(4, 5, new float[60]));

        for (int bit = 0; bit < 8 * file.length; bit++) {
            byte[] damaged = file.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(problem(damaged)).isNotEmpty();
        }
    }

    @Test
    void imageDataThatEndsEarlyIsRefusedThoughTheFileIsComplete() {
        byte[] file = new PngBytes().header(2, 2, 8, GREY).data(0, 1, 2).end();

        assertThat(problem(file)).isEqualTo("the PNG has less image data than pixels");
    }

    @Test
    void animationsAndImpossibleHeadersAreRefused() {
        byte[] depth = new PngBytes().header(2, 2, 4, RGB).data(0).end();
        byte[] twoHeaders =
                new PngBytes().header(2, 2, 8, GREY).header(2, 2, 8, GREY).end();
        byte[] noPalette =
                new PngBytes().header(2, 2, 8, PALETTE).data(0, 0, 0, 0, 0, 0).end();

        assertThat(problem(TestImages.file("animated.png"))).isEqualTo("the PNG is an animation");
        assertThat(problem(depth)).isEqualTo("the PNG header says colour type 2 with bit depth 4");
        assertThat(problem(twoHeaders)).contains("two");
        assertThat(problem(noPalette)).contains("palette");
    }
}
