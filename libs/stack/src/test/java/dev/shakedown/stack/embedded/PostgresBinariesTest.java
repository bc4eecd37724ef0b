package dev.shakedown.stack.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresBinariesTest {

    @TempDir
    private Path parent;

    @Test
    void isMadeForItsOwnerAlone() throws IOException {
        Path made = PostgresBinaries.closed(parent.resolve("cache/postgres"));

        assertThat(permissions(made)).isEqualTo("rwx------");
        assertThat(permissions(made.getParent())).isEqualTo("rwx------");
        assertThat(PostgresBinaries.closed(made)).isEqualTo(made);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwxrwx", "rwxrwx---", "rwx----w-"})
    void oneThatOthersCanWriteToIsRefused(String permissions) throws IOException {
        Path open = Files.createDirectory(parent.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> PostgresBinaries.closed(open))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(open + ": others can write to it (" + permissions + ")");
    }

    @Test
    void oneThatOthersCouldReadIsClosed() throws IOException {
        Path readable = Files.createDirectory(parent.resolve("readable"));
        Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(permissions(PostgresBinaries.closed(readable))).isEqualTo("rwx------");
    }

    @Test
    void aLinkIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(parent.resolve("link"), elsewhere);

        assertThatThrownBy(() -> PostgresBinaries.closed(link)).hasMessageContaining(link + ": is a link or a file");
    }

    @Test
    void oneOfAnotherAccountIsRefused() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can give a directory away");
        Path planted = Files.createDirectory(parent.resolve("planted"));
        Files.setPosixFilePermissions(planted, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setOwner(
                planted, planted.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

        assertThatThrownBy(() -> PostgresBinaries.closed(planted))
                .hasMessageContaining(planted + ": belongs to nobody");
    }

    private static String permissions(Path directory) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    }
}
