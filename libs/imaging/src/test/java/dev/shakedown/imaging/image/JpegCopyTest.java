package dev.shakedown.imaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegCopyTest {

    /** Against Pillow, which has another maker's library: see src/test/resources/images/make_fixtures.py. */
    @ParameterizedTest
    @ValueSource(ints = {10, 75, 100})
    void isWhatPillowReadsOfWhatItSaves(int quality) {
        PlanarImage copy = JpegCopy.of(image("colours.png"), quality);
        PlanarImage expected = image("colours-%d.png".formatted(quality));

        assertThat(copy.sameSizeAs(expected)).isTrue();
        float[] values = copy.values();
        float[] others = expected.values();
        for (int i = 0; i < values.length; i++) {
            assertThat(Math.abs(values[i] - others[i]) * 255).as("value %d", i).isLessThan(1.5f);
        }
    }

    @Test
    void roundsAndClampsFirst() {
        float[] values = image("colours.png").values();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * 1.5f - 0.2f;
        }
        PlanarImage wild = PlanarImage.of(37, 53, values);

        assertThat(JpegCopy.of(wild, 75).values())
                .isEqualTo(JpegCopy.of(EightBit.round(wild), 75).values());
    }

    @Test
    void anImageOfOnePixelHasACopy() {
        PlanarImage grey = PlanarImage.of(1, 1, new float[] {0.5f, 0.5f, 0.5f});

        assertThat(JpegCopy.of(grey, 75).values())
                .isEqualTo(EightBit.round(grey).values());
    }

    private static PlanarImage image(String name) {
        return ((ImageDecoding.Decoded) ImageDecoder.decode(TestImages.file(name), ImageLimits.DEFAULT)).image();
    }
}
