package dev.shakedown.resultstore.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "ä € 𝄞", "\u0000"})
    void textComesBack(String text) {
        assertThat(PackedText.read(PackedText.of(text).bytes()).text()).isEqualTo(text);
    }

    @Test
    void whatRepeatsItselfTakesLittleRoom() {
        String text = "{\"psnr\": 21.5}".repeat(1000);

        assertThat(PackedText.of(text).bytes()).hasSizeLessThan(200);
        assertThat(PackedText.of(text).text()).isEqualTo(text);
    }

    @Test
    void otherBytesAreAnError() {
        byte[] packed = PackedText.of("some text that is long enough to be cut").bytes();
        for (byte[] bytes :
                new byte[][] {{}, "{}".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(packed, packed.length - 4)}) {
            assertThatThrownBy(() -> PackedText.read(bytes).text())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Not packed text");
        }
    }
}
