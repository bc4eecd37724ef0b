package dev.shakedown.imaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.shakedown.imaging.image.PhotographReading.Made;
import dev.shakedown.imaging.image.PhotographReading.Refused;
import dev.shakedown.imaging.image.PhotographReading.Skipped;
import dev.shakedown.imaging.image.PhotographReading.Unchanged;
import dev.shakedown.imaging.image.PhotographRecipe.Crop;
import dev.shakedown.imaging.image.PhotographRecipe.Exact;
import dev.shakedown.imaging.image.PhotographRecipe.Fit;
import dev.shakedown.imaging.image.PhotographRecipe.LongerSide;
import dev.shakedown.imaging.image.PhotographRecipe.Resize;
import dev.shakedown.imaging.image.Rendering.Resampling;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhotographTest {

    private static PhotographReading read(String name) {
        return Photograph.read(TestImages.file(name), PhotographRecipe.NONE);
    }

    private static PhotographReading read(byte[] file, Resize resize) {
        return Photograph.read(file, new PhotographRecipe(null, resize, null));
    }

    private static Made made(PhotographReading reading) {
        assertThat(reading).isInstanceOf(Made.class);
        return (Made) reading;
    }

    private static Refused refused(PhotographReading reading) {
        assertThat(reading).isInstanceOf(Refused.class);
        return (Refused) reading;
    }

    private static PlanarImage decoded(byte[] file) {
        ImageDecoding decoding = ImageDecoder.decode(file, ImageLimits.DEFAULT);
        assertThat(decoding).isInstanceOf(ImageDecoding.Decoded.class);
        return ((ImageDecoding.Decoded) decoding).image();
    }

    private static PlanarImage picture(PhotographReading reading) {
        return decoded(made(reading).png());
    }

    /** Of make_fixtures.py: red grows to the right, green downwards, blue is constant. */
    private static PlanarImage drawn() {
        float[] values = new float[3 * 24 * 32];
        for (int y = 0; y < 24; y++) {
            for (int x = 0; x < 32; x++) {
                values[y * 32 + x] = (x * 6 + 20) / 255f;
                values[(24 + y) * 32 + x] = (y * 8 + 10) / 255f;
                values[(48 + y) * 32 + x] = 90 / 255f;
            }
        }
        return PlanarImage.of(24, 32, values);
    }

    private static float largestDifference(PlanarImage a, PlanarImage b) {
        assertThat(a.sameSizeAs(b)).isTrue();
        float largest = 0;
        for (int i = 0; i < a.buffer().remaining(); i++) {
            largest = Math.max(largest, Math.abs(a.buffer().get(i) - b.buffer().get(i)));
        }
        return largest * 255;
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline.jpg", "progressive.jpg", "rotated.jpg", "grey.jpg", "noise.png"})
    void filesThatTheServiceReadsStayAsTheyAre(String name) {
        assertThat(read(name)).isEqualTo(new Unchanged());
        assertThat(read(TestImages.file(name), new LongerSide(64))).isEqualTo(new Unchanged());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lossless.webp", "plain.tif", "picture.bmp"})
    void losslessFormatsGiveTheSamePixels(String name) {
        assertThat(picture(read(name))).isEqualTo(drawn());
    }

    @Test
    void orientationIsAppliedInEveryFormatThatSaysIt() {
        assertThat(picture(read("turned.webp"))).isEqualTo(Orientation.TURNED_RIGHT.upright(drawn()));
        assertThat(picture(read("lzw.tif"))).isEqualTo(Orientation.TURNED_RIGHT.upright(drawn()));
        assertThat(made(read("lzw.tif")).recipe()).isEqualTo("TIFF 24x32; turned upright");
    }

    /**
     * Against Pillow's reading of the same file. Its WebP decoder interpolates the halved colour planes, ours repeats.
     */
    @ParameterizedTest
    @CsvSource({"inks.jpg, 1", "ycck.jpg, 2", "inks.tif, 1", "picture.gif, 0", "palette.bmp, 0", "lossy.webp, 7"})
    void otherFilesAreReadAsPillowReadsThem(String name, float levels) {
        PlanarImage expected = decoded(TestImages.file(name + ".expected.png"));

        assertThat(largestDifference(picture(read(name)), expected)).isLessThanOrEqualTo(levels + 0.01f);
    }

    @Test
    void sixteenBitsAreKept() {
        PlanarImage image = picture(read("deep.tif"));

        assertThat(image.at(0, 5, 7)).isEqualTo(14_005 / 65_535f);
        assertThat(image.at(2, 23, 31)).isEqualTo(62_023 / 65_535f);
    }

    @Test
    void transparentPixelsAreLaidOverTheBackground() {
        byte[] file = TestImages.file("alpha.webp");
        PlanarImage expected = decoded(TestImages.file("alpha.webp.expected.png"));

        Made coloured = made(Photograph.read(file, new PhotographRecipe(null, null, 0x204080)));
        Made white = made(Photograph.read(file, PhotographRecipe.NONE));

        assertThat(largestDifference(decoded(coloured.png()), expected)).isLessThanOrEqualTo(1.01f);
        assertThat(coloured.recipe()).isEqualTo("WebP 32x24; over #204080");
        assertThat(coloured.hadTransparency()).isTrue();
        // The left column is fully transparent.
        assertThat(decoded(white.png()).at(1, 9, 0)).isEqualTo(1f);
        assertThat(white.recipe()).endsWith("over #ffffff");
    }

    @Test
    void anOpaquePngWithAlphaStaysAsItIs() {
        byte[] opaque = new PngBytes()
                .header(2, 2, 8, PngBytes.GREY_ALPHA)
                .data(0, 1, 255, 2, 255, 0, 3, 255, 4, 255)
                .end();

        assertThat(Photograph.read(opaque, PhotographRecipe.NONE)).isEqualTo(new Unchanged());
    }

    @Test
    void whatIsNoSinglePictureIsRefused() {
        assertThat(refused(read("animated.gif")).problem()).isEqualTo("the GIF is an animation of 2 pictures");
        assertThat(refused(read("animated.webp")).problem()).isEqualTo("the WebP is an animation");
        assertThat(refused(read("animated.png")).problem()).isEqualTo("the PNG is an animation");
        assertThat(refused(read("pages.tif")).problem()).isEqualTo("the TIFF has 2 pictures");
        assertThat(refused(read("float.tif")).problem()).contains("fractions");
    }

    @Test
    void aHeicPhotographIsRefusedWithWhatToDo() {
        byte[] heic = "\0\0\0\u0018ftypheic....".getBytes(StandardCharsets.ISO_8859_1);

        Refused refused = refused(Photograph.read(heic, PhotographRecipe.NONE));

        assertThat(refused.problem()).isEqualTo("the file is a HEIC (HEIF) photograph");
        assertThat(refused.expected()).contains("JPEG or PNG", "heif-convert photo.heic photo.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"picture.gif", "picture.bmp", "plain.tif", "lzw.tif", "lossless.webp", "lossy.webp"})
    void truncatedFilesAreRefused(String name) {
        byte[] file = TestImages.file(name);

        for (int length : new int[] {4, 20, file.length / 2, file.length * 9 / 10}) {
            assertThat(Photograph.read(Arrays.copyOf(file, length), PhotographRecipe.NONE))
                    .as("%s of %d bytes", name, length)
                    .isInstanceOf(Refused.class);
        }
    }

    /** Pillow computes images of mode F in floating point, with the same filter. */
    @ParameterizedTest
    @CsvSource({"20, 14", "53, 11", "90, 61"})
    void resamplingAgreesWithPillowsLanczos(int width, int height) throws Exception {
        StoredPicture noise = StoredPng.decode(PngStructure.parse(TestImages.file("noise.png"), ImageLimits.DEFAULT));
        float[] expected = TestImages.floats("noise-%dx%d.npy".formatted(width, height));

        PlanarImage image = new Rendering(noise, new float[3]).render(new Box(0, 0, 53, 37), width, height);

        for (int i = 0; i < width * height; i++) {
            float clamped = Math.max(0, Math.min(255, expected[i]));
            assertThat(image.buffer().get(i) * 255).isCloseTo(clamped, within(2e-4f));
        }
    }

    @Test
    void constantsStayConstantAtEveryScale() throws Exception {
        for (int length : new int[] {1, 2, 7, 99, 100, 101, 640}) {
            double[] target = new double[length];
            float[] row = new float[100];
            Arrays.fill(row, 0.25f);
            new Resampling(100, length).apply(row, 0, target);
            for (double value : target) {
                assertThat(value).isCloseTo(0.25, within(1e-12));
            }
        }
    }

    /** A wave beyond half the target's sampling rate must vanish, not come back as a wrong one. */
    @Test
    void aFineWaveDoesNotAlias() {
        float[] row = new float[1000];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) (0.5 + 0.5 * Math.cos(2 * Math.PI * 0.4 * i));
        }
        double[] target = new double[250];

        new Resampling(1000, 250).apply(row, 0, target);

        for (int i = 3; i < 247; i++) {
            assertThat(target[i]).isCloseTo(0.5, within(0.01));
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 4000, 3000", "6, 4000, 3000"})
    void aPhotographOfTwelveMegapixelsNeedsResizing(int orientation, int width, int height) throws IOException {
        byte[] file = ExifBytes.jpeg(
                jpeg(width, height), ExifBytes.named("Exif\0\0", ExifBytes.of(ByteOrder.BIG_ENDIAN, orientation)));

        Refused whole = refused(Photograph.read(file, PhotographRecipe.NONE));
        Made small = made(read(file, new LongerSide(1024)));

        boolean turned = orientation == 6;
        assertThat(whole.problem()).isEqualTo("the picture is %s pixels".formatted(turned ? "3000x4000" : "4000x3000"));
        assertThat(whole.expected()).contains("at most 4194304 pixels", "resize: 1024");
        PlanarImage image = decoded(small.png());
        assertThat(image.width()).isEqualTo(turned ? 768 : 1024);
        assertThat(image.height()).isEqualTo(turned ? 1024 : 768);
        assertThat(small.recipe()).startsWith("JPEG ").endsWith("(Lanczos-3)");
    }

    @Test
    void croppingCountsInTheUprightPicture() {
        byte[] file = TestImages.file("rotated.jpg");
        PlanarImage upright = decoded(file);

        Made corner = made(Photograph.read(file, new PhotographRecipe(new Crop(3, 5, 10, 20), null, null)));
        Made middle = made(Photograph.read(file, new PhotographRecipe(new Crop(null, null, 10, 20), null, null)));

        assertThat(decoded(corner.png())).isEqualTo(upright.crop(5, 3, 20, 10));
        assertThat(decoded(middle.png())).isEqualTo(upright.crop(6, 7, 20, 10));
        assertThat(corner.recipe()).isEqualTo("JPEG 24x32; turned upright; cropped to 10x20 at 3,5");
        assertThat(refused(Photograph.read(file, new PhotographRecipe(new Crop(3, 5, 22, 20), null, null)))
                        .problem())
                .isEqualTo("the picture is 24x32, smaller than the crop of 22x20");
    }

    @Test
    void aPictureOfAnotherShapeIsCroppedStretchedOrSkipped() {
        byte[] file = TestImages.file("baseline.jpg");

        Made cropped = made(read(file, new Exact(16, 16, Fit.CROP)));
        Made stretched = made(read(file, new Exact(16, 16, Fit.RESIZE)));

        assertThat(cropped.recipe()).isEqualTo("JPEG 32x24; cropped to 24x24 at 4,0; resized to 16x16 (Lanczos-3)");
        assertThat(stretched.recipe()).isEqualTo("JPEG 32x24; resized to 16x16 (Lanczos-3)");
        assertThat(read(file, new Exact(16, 16, Fit.SKIP)))
                .isEqualTo(new Skipped("is 32x24, which has not the shape of 16x16"));
        assertThat(read(file, new Exact(16, 12, Fit.SKIP))).isInstanceOf(Made.class);
        assertThat(read(file, new Exact(32, 24, Fit.SKIP))).isEqualTo(new Unchanged());
    }

    private static byte[] jpeg(int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), "jpeg", bytes);
        return bytes.toByteArray();
    }
}
