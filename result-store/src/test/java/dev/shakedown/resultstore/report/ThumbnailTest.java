package dev.shakedown.resultstore.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.imaging.array.FloatArray;
import dev.shakedown.imaging.array.NpyEncoder;
import dev.shakedown.imaging.array.Shape;
import dev.shakedown.imaging.image.ImageDecoder;
import dev.shakedown.imaging.image.ImageDecoding;
import dev.shakedown.imaging.image.ImageLimits;
import dev.shakedown.imaging.image.PlanarImage;
import dev.shakedown.imaging.image.PngEncoder;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThumbnailTest {

    @ParameterizedTest
    @CsvSource({"1024, 768, 320, 240", "320, 320, 320, 320", "1000, 3, 320, 1", "60, 2048, 9, 320"})
    void isSmallWhateverThePictureShows(int width, int height, int smallWidth, int smallHeight) {
        String uri =
                Thumbnail.ofPicture(PngEncoder.encode(noise(height, width))).orElseThrow();

        assertThat(bytes(uri)).hasSizeLessThanOrEqualTo(Thumbnail.MOST_BYTES);
        PlanarImage small =
                ((ImageDecoding.Decoded) ImageDecoder.decode(bytes(uri), new ImageLimits(1, 320, 320 * 320))).image();
        assertThat(small.width()).isEqualTo(smallWidth);
        assertThat(small.height()).isEqualTo(smallHeight);
    }

    @Test
    void keepsASmallPictureExactly() {
        byte[] picture = PngEncoder.encode(noise(48, 64));

        assertThat(Thumbnail.ofPicture(picture)).hasValueSatisfying(uri -> {
            assertThat(uri).startsWith("data:image/png;base64,");
            assertThat(bytes(uri)).isEqualTo(picture);
        });
    }

    @Test
    void averagesThePixelsOfAPicture() {
        float[] stripes = new float[3 * 640 * 640];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = i % 2;
        }

        String uri = Thumbnail.ofPicture(PngEncoder.encode(PlanarImage.of(640, 640, stripes)))
                .orElseThrow();

        PlanarImage small = ((ImageDecoding.Decoded) ImageDecoder.decode(bytes(uri), ImageLimits.DEFAULT)).image();
        assertThat(small.at(0, 100, 100)).isBetween(0.49f, 0.51f);
    }

    @Test
    void drawsAPerturbationFromBlackToWhite() {
        float epsilon = 4 / 255f;
        float[] delta = new float[3 * 640 * 640];
        for (int i = 0; i < delta.length; i++) {
            delta[i] = i % 640 < 320 ? epsilon : -epsilon;
        }

        String uri = Thumbnail.ofPerturbation(NpyEncoder.encode(FloatArray.of(Shape.of(3, 640, 640), delta)), epsilon)
                .orElseThrow();

        PlanarImage small = ((ImageDecoding.Decoded) ImageDecoder.decode(bytes(uri), ImageLimits.DEFAULT)).image();
        assertThat(small.width()).isEqualTo(Thumbnail.LONGEST_SIDE);
        assertThat(small.at(0, 100, 10)).isEqualTo(1);
        assertThat(small.at(2, 100, 300)).isZero();
    }

    @Test
    void isNoneOfWhatIsNoPicture() {
        byte[] bytes = {1, 2, 3};

        assertThat(Thumbnail.ofPicture(bytes)).isEmpty();
        assertThat(Thumbnail.ofPerturbation(bytes, 0.1)).isEmpty();
    }

    private static PlanarImage noise(int height, int width) {
        Random random = new Random(height);
        float[] values = new float[3 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return PlanarImage.of(height, width, values);
    }

    private static byte[] bytes(String dataUri) {
        return Base64.getDecoder().decode(dataUri.substring(dataUri.indexOf(',') + 1));
    }
}
