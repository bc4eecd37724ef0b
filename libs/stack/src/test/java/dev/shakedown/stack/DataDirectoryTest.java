package dev.shakedown.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path directory;

    @Test
    void servesOneStackAtATime() throws IOException, InterruptedException {
        Path data = directory.resolve("data");

        try (DataDirectory first = DataDirectory.open(data)) {
            assertThat(first.log("x")).isEqualTo(data.resolve("logs/x.log"));
            assertThatThrownBy(() -> DataDirectory.open(data))
                    .isInstanceOf(StackFailure.class)
                    .hasMessage(data + " is in use by another ./shakedown up; choose another with --data");
        }
        DataDirectory.open(data).close();
    }

    @Test
    void keepsOtherProcessesOut() throws IOException, InterruptedException {
        try (DataDirectory first = DataDirectory.open(directory)) {
            Process other = new ProcessBuilder(
                            Checkout.java().toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            OtherProcess.class.getName(),
                            first.path().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();

            assertThat(other.waitFor()).isEqualTo(7);
        }
    }

    /** Ends with status 7 if a directory is in use. */
    static final class OtherProcess {
        public static void main(String[] arguments) throws IOException, InterruptedException {
            try {
                DataDirectory.open(Path.of(arguments[0])).close();
            } catch (StackFailure inUse) {
                System.exit(7);
            }
        }
    }

    @Test
    void waitsForTheGuardOfAKilledStack() throws IOException, InterruptedException {
        Process guard = new ProcessBuilder("sleep", "1").start();
        try (DataDirectory killed = DataDirectory.open(directory)) {
            killed.guardedBy(guard.pid());
        }

        try (DataDirectory next = DataDirectory.open(directory)) {
            assertThat(guard.isAlive()).isFalse();
            assertThat(next.path()).isEqualTo(directory);
        }
    }
}
