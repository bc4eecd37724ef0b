package dev.shakedown.imaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PngEncoderTest {

    @Test
    void aSavedImageIsReadAgainAsEightBitRoundingSays() {
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            int height = 2 + random.nextInt(20);
            int width = 2 + random.nextInt(20);
            float[] values = new float[3 * height * width];
            for (int v = 0; v < values.length; v++) {
                values[v] = 1.4f * random.nextFloat() - 0.2f;
            }
            PlanarImage image = PlanarImage.of(height, width, values);

            ImageDecoding read = ImageDecoder.decode(PngEncoder.encode(image), ImageLimits.DEFAULT);

            assertThat(read).isEqualTo(new ImageDecoding.Decoded(EightBit.round(image)));
        }
    }

    @Test
    void everyLevelSurvives() {
        float[] values = new float[3 * 16 * 16];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 256) / 255f;
        }
        PlanarImage image = PlanarImage.of(16, 16, values);

        assertThat(EightBit.round(image)).isEqualTo(image);
    }

    @Test
    void halvesGoToTheEvenLevelAndTheRestIsClamped() {
        assertThat(EightBit.level(0.5f)).isEqualTo(128);
        assertThat(EightBit.level(-3)).isZero();
        assertThat(EightBit.level(2)).isEqualTo(255);
        assertThat(EightBit.level(Float.NaN)).isZero();
        assertThat(EightBit.level(Float.POSITIVE_INFINITY)).isEqualTo(255);
    }

    @Test
    void theSameImageGivesTheSameBytes() {
        PlanarImage image = PlanarImage.of(5, 4, new float[60]);

        assertThat(PngEncoder.encode(image)).isEqualTo(PngEncoder.encode(image));
    }
}
