package dev.shakedown.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {

    private static final Path ROOT = Path.of(System.getProperty("shakedown.root"));
    private static final Path PAGE = ROOT.resolve("docs/configuration.md");

    @Test
    void listsEveryKeyAsTheCodeHasIt() throws IOException {
        String present = Files.readString(PAGE);
        String expected = ConfigurationPage.expected(ROOT, present);

        if (Boolean.getBoolean("shakedown.docs.write")) {
            Files.writeString(PAGE, expected);
            return;
        }

        String advice =
                "docs/configuration.md differs from the @ConfigMapping interfaces; this command writes it again: "
                        + "./mvnw -pl cli -am test -Dtest=ConfigurationPageTest -Dshakedown.docs.write=true "
                        + "-Dsurefire.failIfNoSpecifiedTests=false";
        assertThat(expected.lines().filter(line -> !present.contains(line)))
                .as(advice)
                .isEmpty();
        assertThat(present.equals(expected)).as(advice).isTrue();
    }
}
