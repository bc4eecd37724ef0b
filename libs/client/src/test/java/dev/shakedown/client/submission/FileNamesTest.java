package dev.shakedown.client.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {

    @ParameterizedTest
    @CsvSource({
        "astronaut.png, astronaut",
        "dir/my photo (1).jpeg, my-photo-1",
        "two.dots.png, two.dots",
        "no-ending, no-ending",
        ".png, png",
        "---.png, image",
        "héllo.png, h-llo"
    })
    void makesNamesThatCampaignsAccept(String file, String expected) {
        assertThat(FileNames.asName(Path.of(file))).isEqualTo(expected).matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    }
}
