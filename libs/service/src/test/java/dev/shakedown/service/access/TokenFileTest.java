package dev.shakedown.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {

    @TempDir
    private Path directory;

    @Test
    void aChangedFileIsReadAgain() throws IOException {
        Path path = directory.resolve("token");
        TokenFile file = new TokenFile("key", path);

        Files.writeString(path, "first.a.b\n");
        assertThat(file.authorization()).isEqualTo("Bearer first.a.b");

        Files.writeString(path, "second.token.b\n");
        assertThat(file.authorization()).isEqualTo("Bearer second.token.b");
    }

    @Test
    void theTokenBeforeIsUsedWhileTheFileCannotBeRead() throws IOException {
        Path path = directory.resolve("token");
        TokenFile file = new TokenFile("key", path);
        Files.writeString(path, "first.a.b");
        file.token();

        Files.delete(path);
        assertThat(file.token()).isEqualTo("first.a.b");

        Files.writeString(path, "");
        assertThat(file.token()).isEqualTo("first.a.b");
    }

    @Test
    void whatIsWrongIsSaidWithoutTheContent() throws IOException {
        Path path = directory.resolve("token");
        TokenFile file = new TokenFile("shakedown.result-store.token-file", path);
        assertThatThrownBy(file::token)
                .hasMessageStartingWith("shakedown.result-store.token-file: " + path + ": must be a file");

        Files.writeString(path, "secret.a.b\nX-Other: secret");
        assertThatThrownBy(file::token).hasMessageNotContaining("secret.a").hasMessageNotContaining("X-Other");
    }
}
