package dev.shakedown.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shakedown.client.submission.InvalidDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportedNamesTest {

    private static final List<String> REFUSED = List.of(
            "networks[1]: mine: must be one of the networks that workers serve: wiener",
            "evaluateOn[0]: other: must be one of the networks that workers serve: wiener",
            "budgets[0]: 800: must be a number above 0 and at most 255 (255ths)");

    @TempDir
    private Path imported;

    @Test
    void saysOfANetworkThatIsImportedThatItIsNotServedYet() throws IOException {
        Files.writeString(imported.resolve("registry.json"), """
                {"schema": 1, "networks": [{"name": "mine", "file": "mine.pt", "sha256": "aa"}]}""");

        List<String> lines =
                ImportedNames.explained(new InvalidDocument(REFUSED), imported).lines();

        assertThat(lines.get(0)).startsWith("networks[1]: mine: is imported, not served yet");
        assertThat(lines.subList(1, 3)).isEqualTo(REFUSED.subList(1, 3));
    }

    @Test
    void leavesARefusalAsItIsWhereNothingIsImported() {
        assertThat(ImportedNames.explained(new InvalidDocument(REFUSED), imported.resolve("absent"))
                        .lines())
                .isEqualTo(REFUSED);
    }
}
