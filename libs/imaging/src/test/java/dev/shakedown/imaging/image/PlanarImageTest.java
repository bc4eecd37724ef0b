package dev.shakedown.imaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class PlanarImageTest {

    private static PlanarImage counting(int height, int width) {
        float[] values = new float[3 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return PlanarImage.of(height, width, values);
    }

    @Test
    void nothingThatGoesInOrComesOutIsShared() {
        float[] values = new float[12];
        PlanarImage image = PlanarImage.of(2, 2, values);

        values[0] = 1;
        image.values()[1] = 1;
        image.plane(0)[2] = 1;

        assertThat(image).isEqualTo(PlanarImage.of(2, 2, new float[12]));
        assertThatThrownBy(() -> image.buffer().put(0, 1f)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void croppingKeepsChannelsRowsAndColumns() {
        PlanarImage image = counting(4, 5);

        PlanarImage cropped = image.crop(1, 2, 2, 3);

        assertThat(cropped.height()).isEqualTo(2);
        assertThat(cropped.width()).isEqualTo(3);
        assertThat(cropped.at(2, 1, 2)).isEqualTo(image.at(2, 2, 4));
        assertThat(cropped.at(0, 0, 0)).isEqualTo(image.at(0, 1, 2));
    }

    @Test
    void equalityIsThatOfSizeAndContent() {
        assertThat(counting(2, 3)).isEqualTo(counting(2, 3)).hasSameHashCodeAs(counting(2, 3));
        assertThat(counting(2, 3)).isNotEqualTo(counting(3, 2));
    }

    @Test
    void impossibleSizesAreProgrammingErrors() {
        assertThatThrownBy(() -> PlanarImage.of(2, 2, new float[11])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PlanarImage.of(0, 2, new float[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> counting(2, 2).crop(1, 0, 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> counting(2, 2).at(3, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
