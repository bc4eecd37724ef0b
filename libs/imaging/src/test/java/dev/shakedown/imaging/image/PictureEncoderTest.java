package dev.shakedown.imaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PictureEncoderTest {

    @Test
    void aPictureHasThePixelsOfAnySavedImage() {
        Random random = new Random(8);
        for (int i = 0; i < 60; i++) {
            int height = 2 + random.nextInt(40);
            int width = 2 + random.nextInt(40);
            float contrast = random.nextFloat() * 1.4f;
            float[] values = new float[3 * height * width];
            for (int v = 0; v < values.length; v++) {
                values[v] = contrast * random.nextFloat() - 0.2f;
            }
            PlanarImage image = PlanarImage.of(height, width, values);

            ImageDecoding read = ImageDecoder.decode(PictureEncoder.encode(image), ImageLimits.DEFAULT);

            assertThat(read).isEqualTo(ImageDecoder.decode(PngEncoder.encode(image), ImageLimits.DEFAULT));
            assertThat(read).isEqualTo(new ImageDecoding.Decoded(EightBit.round(image)));
        }
    }

    @Test
    void areasOfOneColourTakeNextToNoRoom() {
        assertThat(PictureEncoder.encode(PlanarImage.of(200, 300, new float[3 * 200 * 300])))
                .hasSizeLessThan(1000);
    }

    @Test
    void theSameImageGivesTheSameBytes() {
        PlanarImage image = PlanarImage.of(5, 4, new float[60]);

        assertThat(PictureEncoder.encode(image)).isEqualTo(PictureEncoder.encode(image));
    }
}
