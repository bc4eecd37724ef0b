package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class InitCommandTest extends CommandFixture {

    @Test
    void writesAFirstCampaignForAFolderAndANetwork() throws IOException {
        services.serve("shaken", "camera-shake", 13, 0.0);
        Path photographs = Files.createDirectory(folder.resolve("my photos"));
        Files.write(photographs.resolve("a.JPG"), new byte[1]);
        Path file = folder.resolve("first.yaml");

        Outcome written =
                execute("init", photographs.toString(), "--network", "shaken", "--out", file.toString(), api());
        Outcome again = execute("init", photographs.toString(), "--network", "shaken", "--out", file.toString(), api());
        Outcome unknown = execute(
                "init",
                photographs.toString(),
                "--network",
                "other",
                "--out",
                folder.resolve("x").toString(),
                api());

        assertThat(written.status()).as(written.err()).isZero();
        assertThat(written.out()).isEqualToIgnoringNewLines(file.toString());
        assertThat(Files.readString(file))
                .contains("name: \"my photos-shaken\"", "{file: \"my photos\"}", "networks: [\"shaken\"]")
                .contains("{type: camera-shake, size: 13, seed: 3}", "noise: {sigma: 0.0, seed: 1}");
        assertThat(again.err()).contains("first.yaml: exists, and is not replaced");
        assertThat(unknown.err()).contains("--network: other: must be one of shaken");
        assertThat(execute("init", folder.resolve("absent").toString(), "--network", "shaken", api())
                        .status())
                .isEqualTo(2);
    }

    @Test
    void hintsCarryTheAddressThatWasGiven() {
        services.serve("shaken", "camera-shake", 13, 0.0);
        Path photographs = folder.resolve("photos");

        assertThat(photographs.toFile().mkdir()).isTrue();
        assertThat(photographs.resolve("a.png").toFile()).satisfies(file -> Files.write(file.toPath(), new byte[1]));
        assertThat(execute(
                                "init",
                                photographs.toString(),
                                "--network",
                                "shaken",
                                "--out",
                                folder.resolve("c.yaml").toString(),
                                api())
                        .err())
                .contains("--dry-run --api " + services.address());
    }
}
