package dev.shakedown.imaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegDecoderTest {

    private static ImageDecoding decode(byte[] file) {
        return ImageDecoder.decode(file, ImageLimits.DEFAULT);
    }

    private static PlanarImage decoded(byte[] file) {
        ImageDecoding decoding = decode(file);
        assertThat(decoding).isInstanceOf(ImageDecoding.Decoded.class);
        return ((ImageDecoding.Decoded) decoding).image();
    }

    private static String problem(byte[] file) {
        ImageDecoding decoding = decode(file);
        assertThat(decoding).isInstanceOf(ImageDecoding.Refused.class);
        return ((ImageDecoding.Refused) decoding).problem();
    }

    /**
     * The rotated file is stored upright and says that it is to be turned right; it also has a broken colour profile.
     */
    @ParameterizedTest
    @ValueSource(strings = {"baseline.jpg", "progressive.jpg", "rotated.jpg"})
    void coloursComeBackCloselyTurnedAsExifSaysAndNotColourManaged(String name) {
        PlanarImage decoded = decoded(TestImages.file(name));
        PlanarImage image = name.equals("rotated.jpg") ? Orientation.TURNED_LEFT.upright(decoded) : decoded;

        assertThat(decoded.height()).isEqualTo(name.equals("rotated.jpg") ? 32 : 24);
        assertThat(image.height()).isEqualTo(24);
        assertThat(image.width()).isEqualTo(32);
        for (int row = 0; row < 24; row++) {
            for (int column = 0; column < 32; column++) {
                assertThat(image.at(0, row, column) * 255).isCloseTo(column * 6 + 20, within(6f));
                assertThat(image.at(1, row, column) * 255).isCloseTo(row * 8 + 10, within(6f));
                assertThat(image.at(2, row, column) * 255).isCloseTo(90, within(6f));
            }
        }
    }

    @Test
    void greyBecomesThreeEqualChannels() {
        PlanarImage image = decoded(TestImages.file("grey.jpg"));

        assertThat(image.plane(0)).isEqualTo(image.plane(1)).isEqualTo(image.plane(2));
        assertThat(image.at(0, 0, 31)).isGreaterThan(image.at(0, 0, 0));
    }

    @Test
    void cmykIsRefused() {
        assertThat(problem(TestImages.file("cmyk.jpg"))).isEqualTo("the JPEG is in CMYK or YCCK, for print");
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline.jpg", "progressive.jpg"})
    void everyTruncationIsRefused(String name) {
        byte[] file = TestImages.file(name);

        for (int length = 0; length < file.length; length++) {
            assertThat(problem(Arrays.copyOf(file, length))).isNotEmpty();
        }
    }

    @Test
    void anEndMarkerDoesNotHideMissingData() {
        byte[] file = TestImages.file("baseline.jpg");

        byte[] cut = Arrays.copyOf(file, file.length - 40);
        cut[cut.length - 2] = (byte) 0xFF;
        cut[cut.length - 1] = (byte) 0xD9;

        assertThat(problem(cut)).contains("damaged");
    }

    @Test
    void whatFollowsTheEndIsIgnored() {
        byte[] file = TestImages.file("baseline.jpg");

        byte[] longer = Arrays.copyOf(file, file.length + 1000);

        assertThat(decode(longer)).isEqualTo(decode(file));
    }

    @Test
    void aDamagedByteIsDecodedOrRefusedButNeverThrows() {
        byte[] file = TestImages.file("progressive.jpg");

        for (int at = 0; at < file.length; at++) {
            byte[] damaged = file.clone();
            damaged[at] ^= (byte) 0xFF;
            assertThat(decode(damaged)).isNotNull();
        }
    }
}
