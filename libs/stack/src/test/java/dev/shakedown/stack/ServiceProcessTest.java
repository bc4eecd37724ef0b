package dev.shakedown.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {

    @TempDir
    private Path directory;

    private Guard guard;

    @BeforeEach
    void startGuard() throws IOException {
        guard = Guard.start(Files.createFile(directory.resolve("marker")));
    }

    @AfterEach
    void stopGuard() {
        guard.close();
    }

    @Test
    void logsAndKeepsTheLogBefore() throws IOException {
        Path log = directory.resolve("x.log");
        start(log, "echo", "first").awaitStop(Duration.ofSeconds(5));
        start(log, "echo", "it's \"second\"").awaitStop(Duration.ofSeconds(5));

        assertThat(log).hasContent("it's \"second\"\n");
        assertThat(directory.resolve("x.log.1")).hasContent("first\n");
    }

    @Test
    void doesNotHearCtrlC() throws IOException, InterruptedException {
        ServiceProcess child = start(directory.resolve("x.log"), "sh", "-c", "echo started; exec sleep 60");
        awaitContent(directory.resolve("x.log"), "started");

        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(child.pid()))
                        .start()
                        .waitFor())
                .isZero();
        Thread.sleep(300);

        assertThat(child.isAlive()).isTrue();
        child.terminate();
        child.awaitStop(Duration.ofSeconds(5));
        assertThat(child.isAlive()).isFalse();
    }

    /** The shell that starts a program ignores Ctrl-C before it does. */
    private static void awaitContent(Path log, String text) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plusSeconds(20);
        while (!Files.readString(log).contains(text)) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void isKilledAfterTheGracePeriod() throws IOException {
        ServiceProcess child = start(directory.resolve("x.log"), "sh", "-c", "trap '' TERM; while :; do sleep 1; done");

        child.terminate();
        child.awaitStop(Duration.ofMillis(300));

        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void tellsTheEndOfALog() throws IOException {
        Path log = directory.resolve("x.log");
        start(log, "seq", "1", "100").awaitStop(Duration.ofSeconds(5));

        assertThat(StackFailure.tail(log)).hasSize(21).endsWith("99", "100", "(the whole log is " + log + ")");
        assertThat(StackFailure.tail(directory.resolve("absent.log")))
                .singleElement()
                .asString()
                .startsWith("(no log");
    }

    @Test
    void leavesOutTheFramesOfStackTraces() throws IOException {
        Path log = Files.writeString(directory.resolve("x.log"), """
                java.lang.IllegalStateException: what
                \tat here
                \t... 9 more
                Caused by: java.io.IOException: why
                \tat there

                """);

        assertThat(StackFailure.tail(log))
                .startsWith("java.lang.IllegalStateException: what", "Caused by: java.io.IOException: why")
                .hasSize(3);
    }

    private ServiceProcess start(Path log, String... command) throws IOException {
        return new ServiceProcess("x", 1, List.of(command), directory, log, guard);
    }
}
