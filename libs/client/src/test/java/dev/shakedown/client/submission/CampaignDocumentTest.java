package dev.shakedown.client.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignDocumentTest {

    @TempDir
    private Path folder;

    @Test
    void readsYamlAndRemembersItsFolder() throws IOException {
        Path file = write("c.yaml", "name: demo\nbudgets: [4, 0.1]\n");

        CampaignDocument document = CampaignDocument.read(file);

        assertThat(document.folder()).isEqualTo(folder);
        assertThat(document.tree().toString()).isEqualTo("{\"name\":\"demo\",\"budgets\":[4,0.1]}");
    }

    @Test
    void readsJson() throws IOException {
        Path file = write("c.json", "{\"name\": \"demo\"}");

        assertThat(CampaignDocument.read(file).tree().get("name").asText()).isEqualTo("demo");
    }

    @Test
    void saysOnOneLineWhereYamlIsBroken() throws IOException {
        Path file = write("c.yaml", "name: demo\nbudgets: [4, 8\nseed: 0\n");

        assertRefused(file, "c.yaml: line 3: ");
    }

    @Test
    void refusesAKeyThatIsGivenTwice() throws IOException {
        Path file = write("c.yaml", "name: demo\nname: other\n");

        assertRefused(file, "name");
    }

    @Test
    void refusesASecondDocument() throws IOException {
        Path file = write("c.yaml", "name: demo\n---\nname: other\n");

        assertRefused(file, "c.yaml: line 3");
    }

    @Test
    void refusesAliasesBeforeTheyCanMultiply() throws IOException {
        assertRefused(
                write("c.yaml", "a: &a [x, x]\nimages: [*a, *a]\n"), "c.yaml: line 1: has a YAML anchor or alias");
        assertRefused(write("d.yaml", "name: demo\nimages: [*a]\n"), "d.yaml: line 2");
    }

    @Test
    void saysWhatANumberMustBe() throws IOException {
        assertRefused(write("c.yaml", "name: demo\nbudgets: [.nan]\n"), "line 2: .nan: must be a finite number");
    }

    @Test
    void refusesWhatIsNotADocument() throws IOException {
        assertRefused(write("list.yaml", "- a\n- b\n"), "must be a campaign document, not a list");
        assertRefused(write("empty.yaml", ""), "must be a campaign document, not an empty file");
        assertRefused(folder.resolve("absent.yaml"), "absent.yaml: no such file");
        assertRefused(folder, "is a directory");
        assertRefused(write("big.yaml", "a".repeat((1 << 20) + 1)), "larger than 1 MiB");
        assertRefused(Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 'a'}), "UTF-8");
    }

    private void assertRefused(Path file, String expected) {
        assertThatThrownBy(() -> CampaignDocument.read(file))
                .isInstanceOfSatisfying(
                        InvalidDocument.class,
                        refusal -> assertThat(refusal.lines())
                                .singleElement()
                                .asString()
                                .contains(expected)
                                .doesNotContain("\n"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
