package dev.shakedown.attackworker.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shakedown.attackworker.edit.Lettering.Colour;
import dev.shakedown.imaging.image.PlanarImage;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LetteringTest {

    private static final PlanarImage WHITE = Colour.parse("#ffffff").fill(36, 60);
    private static final Colour BLACK = Colour.parse("#000000");

    @Test
    void lettersAreDarkOnWhiteInTheMiddleWithAMargin() {
        PlanarImage sign = Lettering.write(WHITE, "90", BLACK);

        float[] values = sign.values();
        double dark = 0;
        for (int i = 0; i < 36 * 60; i++) {
            dark += 1 - values[i];
            boolean edge = i < 60 || i >= 35 * 60 || i % 60 == 0 || i % 60 == 59;
            if (edge) {
                assertThat(values[i]).isEqualTo(1f);
            }
        }
        assertThat(dark / (36 * 60)).isBetween(0.1, 0.5);
    }

    @Test
    void noTwoCharactersLookAlike() {
        String all = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -.!?";
        Set<PlanarImage> pictures = new HashSet<>();

        for (char character : all.toCharArray()) {
            pictures.add(Lettering.write(WHITE, String.valueOf(character), BLACK));
        }

        // The letter O and the zero share a shape, as on many signs.
        assertThat(pictures).hasSize(all.length() - 1);
    }

    @Test
    void smallLettersAreCapitalsAndOthersAreRefused() {
        assertThat(Lettering.write(WHITE, "stop", BLACK)).isEqualTo(Lettering.write(WHITE, "STOP", BLACK));
        assertThat(Lettering.undrawable("9µ0")).contains("µ");
        assertThatThrownBy(() -> Lettering.write(WHITE, "9µ0", BLACK)).hasMessageContaining("9µ0");
    }

    @Test
    void coloursAreReadChannelByChannel() {
        PlanarImage one = Colour.parse("#ff8000").fill(1, 1);

        assertThat(one.values()).containsExactly(1f, 128 / 255f, 0f);
        assertThatThrownBy(() -> Colour.parse("red")).hasMessage("colour: red: must be #rrggbb");
    }
}
